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
  var chosen: [ChosenSetting<TextClassifierSettings>] {
    size.chosen + network.chosen + optimization.chosen + loss.chosen + schedule.chosen
      + regularization.chosen + part.chosen + selection.chosen + reading.chosen + text.chosen
      + input.chosen
  }

  func validate() throws {
    guard !data.isEmpty else { throw ValidationError("name a file or folder to train on") }
    try options.check()
    guard !basics.resume else { return }
    try checkingUsage { try ChosenSetting.applied(chosen, to: recommended).check() }
  }

  /// The recommended settings for the unit, and for a language model to start from.
  private var recommended: TextClassifierSettings {
    .recommended(
      unit: text.unit ?? TextClassifierSettings.recommended().unit,
      startsFromLanguageModel: origin.path != nil)
  }

  func run() throws {
    let display = TrainingDisplay(options.output)
    let session = try ClassifierTraining<TextClassifier>(
      on: .files(data), options.request(folder: options.folder(of: data[0])),
      settings: recommended, chosen: chosen, from: origin.path,
      validation: selection.validation.map { .files([$0]) })
    display.describe(session)
    let outcome = try session.run {
      display.show($0, for: ClassifierTask<TextClassifier>.self)
    }
    try TrainingDisplay.end(outcome.reason)
  }
}

/// The defaults of `rondo train text-classifier`.
enum TextClassifierDefaults: ClassifierDefaults {
  typealias Model = TextClassifier

  static let settings: TextClassifierSettings = .recommended()

  static let variants: [OptionVariant<TextClassifierSettings>] =
    optimizerVariants + [
      OptionVariant(
        option: "unit", words: "--unit grapheme", settings: .recommended(unit: .grapheme)),
      OptionVariant(
        option: "from", words: "with --from",
        settings: .recommended(startsFromLanguageModel: true)),
    ]

  static let shown = [
    shownByAllClassifiers, LabelledTextOptions.shownDefaults,
    ClassifiedTextOptions.shownDefaults, TextNetworkOptions.shownDefaults,
  ].reduce(into: [String: String?]()) { $0.merge($1) { first, _ in first } }
}
