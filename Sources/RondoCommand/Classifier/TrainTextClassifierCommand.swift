import ArgumentParser
import Rondo

/// `rondo train text-classifier DATA…`.
struct TrainTextClassifierCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "text-classifier", abstract: "Train a text classifier.",
    discussion: """
      The data may be CSV, TSV, JSON Lines, a JSON array, fastText lines, a folder with a file or \
      subfolder for each label, or files named after their labels. The header, columns and \
      delimiter that are detected in a table are printed and stored with the model.

      A case is a text with its label. By default a tenth of the cases is kept for validation, in \
      the same proportion for each label. With fewer than 200 cases, all are used for training, \
      and the number of epochs is chosen by cross-validation.

      The networks are combined with naive Bayes classifiers on n-grams, with weights found on the \
      validation part. Without a validation part, or with --multi-label, they are used alone.

      With --multi-label, a case may have any number of labels, or none: several __label__ words \
      in a fastText line, or a list in JSON. Each label is then predicted independently.

      With --from, the classifier starts from a language model that 'rondo train' has trained on \
      unlabelled text. It takes over the model's symbols, embedding and recurrent layers, and \
      therefore reads texts in one direction. At first only the new layers are trained; each epoch \
      then adds the next lower layer, with 1/2.6 of the learning rate of the layer above it.
      """)

  @Argument(
    help: ArgumentHelp(
      "Files or a folder of labelled texts; '-' for standard input.", valueName: "data"))
  var data: [String]

  @OptionGroup(title: "Common options") var basics: RunFolderOptions<TextClassifierDefaults>
  @OptionGroup(title: "Common options") var size: NetworkSizeOptions<TextClassifierDefaults>
  @OptionGroup(title: "Common options") var recipe: RecipeOptions<TextClassifierDefaults>
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
    recipe.chosen + size.chosen + network.chosen + optimization.chosen + loss.chosen
      + schedule.chosen
      + regularization.chosen + part.chosen + selection.chosen + reading.chosen + text.chosen
      + input.chosen
  }

  func validate() throws {
    guard !data.isEmpty else { throw ValidationError("name a file or folder to train on") }
    try options.check()
    guard !recipe.pureRNN || origin.path == nil else {
      throw ValidationError("--pure-rnn and --from exclude each other")
    }
    guard !basics.resume else { return }
    try checkingUsage { try ChosenSetting.applied(chosen, to: recommended).check() }
  }

  /// The recommended settings for the unit, a language model to start from, and a quick first look;
  /// or those of the textbook network.
  private var recommended: TextClassifierSettings {
    if recipe.pureRNN { return .pureRNN(isQuick: recipe.quick) }
    return .recommended(
      unit: text.unit ?? TextClassifierSettings.recommended().unit,
      startsFromLanguageModel: origin.path != nil, isQuick: recipe.quick)
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
