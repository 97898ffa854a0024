import ArgumentParser
import Rondo

/// `rondo train text-classifier DATA…`.
struct TrainTextClassifierCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "text-classifier", abstract: "Train a model that classifies texts.",
    discussion: """
      The data are CSV, TSV, JSON Lines or arrays, fastText lines, a folder with a file or folder for \
      each class, or files named after their classes. What is detected of a table (header, columns, \
      delimiter) is printed and stored with the model.

      A tenth of the cases is kept for validation, the same share of each label. Below 200 cases, \
      all are trained on, and the number of epochs is found by cross-validation.

      The networks are combined with naive Bayes on n-grams, weighted on the validation part if \
      there is one.

      With --multi-label, a case has any number of labels, or none: several __label__ words in a \
      line, or a list in JSON. Labels are then predicted independently.

      With --from, the classifier starts from a language model that 'rondo train' made from text \
      without labels: it takes over the model's symbols, embedding and recurrent layers, which then \
      read in one direction. The new layers are trained first; each epoch adds the next layer below \
      at 1/2.6 of the learning rate of the one above.
      """)

  @Argument(
    help: ArgumentHelp(
      "Files or a folder of labelled texts; '-' is standard input.", valueName: "data"))
  var data: [String]

  @OptionGroup(title: "Common options") var basics: RunFolderOptions<TextClassifierDefaults>
  @OptionGroup(title: "Common options") var size: NetworkSizeOptions<TextClassifierDefaults>
  @OptionGroup(title: "Data") var reading: LabelledTextOptions
  @OptionGroup(title: "Text") var text: ClassifiedTextOptions
  @OptionGroup(title: "Network") var network: ClassifierNetworkOptions<TextClassifierDefaults>
  @OptionGroup(title: "Network") var input: TextNetworkOptions
  @OptionGroup(title: "Network") var origin: OriginOptions
  @OptionGroup(title: "Optimization") var optimization: OptimizationOptions<TextClassifierDefaults>
  @OptionGroup(title: "Optimization") var loss: ClassifierLossOptions<TextClassifierDefaults>
  @OptionGroup(title: "Learning-rate schedule")
  var schedule: ScheduleOptions<TextClassifierDefaults>
  @OptionGroup(title: "Regularization")
  var regularization: RegularizationOptions<TextClassifierDefaults>
  @OptionGroup(title: "Validation") var part: ValidationPartOptions<TextClassifierDefaults>
  @OptionGroup(title: "Validation") var selection: SelectionOptions<TextClassifierDefaults>
  @OptionGroup(title: "Validation") var validation: RunValidationOptions<TextClassifierDefaults>
  @OptionGroup(title: "Run and output") var details: RunDetailOptions

  /// The options that every task has for a run.
  var options: RunOptions { RunOptions(basics, schedule, validation, details) }

  /// The settings that were chosen.
  var chosen: ChosenOptions<TextClassifierSettings> {
    size.chosen + network.chosen + optimization.chosen + loss.chosen + schedule.chosen
      + regularization.chosen + part.chosen + selection.chosen + reading.chosen + text.chosen
      + input.chosen
  }

  func validate() throws {
    guard !data.isEmpty else { throw ValidationError("name a file or folder to train on") }
    try options.check()
    guard !basics.resume else { return }
    try checkingUsage { try chosen.applied(to: usual).check() }
  }

  func run() throws {
    let path = origin.path.map { RunFolder.modelPath(of: $0) }
    let start = try path.map {
      (try LanguageModelFile.openOrigin($0), try LanguageModelFile.hash(of: $0), $0)
    }
    var usual = usual
    if let (model, hash, path) = start {
      try usual.begin(with: model, path: path, hash: hash)
      try chosen.checkOrigin(usual)
    }
    var session = try ClassifierSession<TextClassifier>(
      options, folder: options.folder(of: data[0]), chosen: chosen, usual: usual,
      origin: start.map { ($0.0, $0.1) }, validation: selection.validation
    ) { settings, path, labels in
      var reader = settings.reading.reader
      reader.knownLabels = Set(labels ?? [])
      let found = try reader.read(path.map { [$0] } ?? data)
      if path == nil { settings.reading.layout = found.layout }
      return ClassifierSource(
        cases: try LabelledCases(
          found, labels: labels, isMultiLabel: settings.reading.isMultiLabel),
        sources: found.sources, notes: found.notes)
    }
    try session.run()
  }

  /// The defaults for the unit, and for a language model to begin with.
  private var usual: TextClassifierSettings {
    TextClassifierDefaults.settings(unit: text.unit ?? .both, hasOrigin: origin.path != nil)
  }
}

/// The defaults of `rondo train text-classifier`.
enum TextClassifierDefaults: ClassifierDefaults {
  static let settings: TextClassifierSettings = settings(unit: .both, hasOrigin: false)

  static let variants: [OptionVariant<TextClassifierSettings>] =
    optimizerVariants + [
      OptionVariant(
        option: "unit", words: "--unit grapheme",
        settings: settings(unit: .grapheme, hasOrigin: false)),
      OptionVariant(
        option: "from", words: "with --from", settings: settings(unit: .both, hasOrigin: true)),
    ]

  static let shown = [
    shownByAllClassifiers, LabelledTextOptions.shownDefaults,
    ClassifiedTextOptions.shownDefaults, TextNetworkOptions.shownDefaults,
  ].reduce(into: [String: String?]()) { $0.merge($1) { first, _ in first } }

  static let epochs = "10 to 100, by the number of cases"
  static let patience = "an eighth of the validations, at least 5"

  /// The defaults for a unit, and for a classifier that begins with a language model.
  static func settings(unit: TextUnit, hasOrigin: Bool) -> TextClassifierSettings {
    var settings = TextClassifierSettings()
    settings.unit = unit
    settings.asksNaiveBayes = true
    settings.classifier.training = .classifier
    settings.classifier.training.batchSize = 32
    settings.classifier.training.regularization.dropout = 0.5
    settings.classifier.training.regularization.embeddingDropout = 0.2
    settings.minimumCount = TextClassifierSettings.usualMinimumCount
    if unit != .grapheme { settings.embeddingSize = 100 }
    if !hasOrigin {
      settings.classifier.architecture.members = ClassifierSettings.membersByCases
      settings.classifier.architecture.readout = .attention
      if unit != .grapheme {
        settings.classifier.training.regularization.embeddingDropout = 0.5
      }
    }
    return settings
  }
}
