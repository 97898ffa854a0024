public import ArgumentParser
public import Rondo

/// The defaults of a command that trains a classifier.
protocol ClassifierDefaults: OptionDefaults
where Settings: ClassifierRunSettings, Settings == Model.Settings {
  /// The classifier.
  associatedtype Model: TrainableClassifier
}

extension ClassifierDefaults {
  static var training: WritableKeyPath<Settings, TrainingConfiguration> { \.classifier.training }
  static var cell: WritableKeyPath<Settings, BuiltInCell> { \.classifier.architecture.cell }
  static var hiddenSize: WritableKeyPath<Settings, Int> { \.classifier.architecture.hiddenSize }
  static var layers: WritableKeyPath<Settings, Int> { \.classifier.architecture.layers }
  static var validationFraction: WritableKeyPath<Settings, Double> {
    \.classifier.validationFraction
  }

  static var epochs: String {
    let (least, most) = (Model.defaultEpochs(cases: .max), Model.defaultEpochs(cases: 1))
    return "\(least) to \(most), depending on the number of cases; a third with --quick"
  }

  static var patience: String {
    "\((100 * Model.defaultPatience).significant) % of the run's validations, at least 5"
  }

  static func choose(
    _ optimizer: TrainingConfiguration.OptimizerName, _ settings: inout Settings
  ) {
    settings.classifier.choose(optimizer)
  }

  /// The defaults of the options that all classifiers have, as help shows them.
  static var shownByAllClassifiers: [String: String?] {
    [
      NetworkSizeOptions<Self>.shownDefaults, OptimizationOptions<Self>.shownDefaults,
      ScheduleOptions<Self>.shownDefaults, RegularizationOptions<Self>.shownDefaults,
      ValidationPartOptions<Self>.shownDefaults, ClassifierNetworkOptions<Self>.shownDefaults,
      ClassifierLossOptions<Self>.shownDefaults, SelectionOptions<Self>.shownDefaults,
    ].reduce(into: [String: String?]()) { $0.merge($1) { first, _ in first } }
  }
}

/// The options for the parts of a classifier beside the size of its layers.
struct ClassifierNetworkOptions<Defaults: ClassifierDefaults>: SettingOptions {
  @Flag(
    inversion: .prefixedNo,
    help: help("bidirectional", "Read each case in both directions.", usual: "--bidirectional"))
  var bidirectional: Bool?

  @Option(
    help: help(
      "readout",
      """
      Method of reducing the outputs of all time steps to one vector: the last output, the mean, \
      the maximum, an attention-weighted mean, or concat (last, maximum and mean concatenated).
      """, "kind"))
  var readout: ReadoutKind?

  @Option(
    help: help(
      "ensemble",
      "Number of networks to train and average; they differ in their initial weights.", "number",
      usual: Defaults.ensemble))
  var ensemble: Int?

  static var rows: [Row] {
    [
      Row(
        "bidirectional", \.bidirectional, \.classifier.architecture.isBidirectional),
      Row("readout", \.readout, \.classifier.architecture.readout),
      Row(
        "ensemble", \.ensemble, \.classifier.architecture.members,
        as: MemberCount.init(rawValue:)),
    ]
  }

  func validate() throws {
    guard (1...100).contains(ensemble ?? 1) else {
      throw ValidationError("--ensemble must be from 1 to 100")
    }
  }
}

extension ClassifierDefaults {
  /// The number of networks by the number of cases, in words.
  fileprivate static var ensemble: String {
    let (few, many) = (Model.defaultMembers(cases: 0), Model.defaultMembers(cases: .max))
    let others = variants.contains { $0.option == "from" } ? ", with --from" : ""
    return "\(few); \(many) for 20,000 cases and more\(others) and with --quick"
  }
}

/// The choice of a recipe.
struct RecipeOptions<Defaults: ClassifierDefaults>: SettingOptions {
  @Flag(
    help: """
      Train a single network for a third of the usual epochs: a first look at the data, within \
      about 30 seconds for a few thousand short cases.
      """)
  var quick = false

  @Flag(
    name: .customLong("pure-rnn"),
    help: """
      Train the textbook network: a single tanh RNN that reads in one direction, whose mean output \
      is classified, without the parts and methods that are otherwise combined with it.
      """)
  var pureRNN = false

  static var rows: [Row] {
    [
      Row("quick", \.quick, \.classifier.isQuick, is: true),
      Row("pure-rnn", \.pureRNN, \.classifier.isPureRNN, is: true),
    ]
  }
}

/// The option for the weights of labels in the loss.
struct ClassifierLossOptions<Defaults: ClassifierDefaults>: SettingOptions {
  @Option(
    help: help(
      "class-weights",
      """
      Weights of labels in the loss: none (equal weights), balanced (inversely proportional to the \
      label's frequency) or root (square root of balanced).\(Defaults.multiLabelWeights)
      """, "weights"))
  var classWeights: ClassWeights?

  static var rows: [Row] { [Row("class-weights", \.classWeights, \.classifier.classWeights)] }
}

extension ClassifierDefaults {
  /// The meaning of `--class-weights` with `--multi-label`, in commands that have it.
  fileprivate static var multiLabelWeights: String {
    guard Self.self == TextClassifierDefaults.self else { return "" }
    return " With --multi-label, they weigh the presence of a label against its absence."
  }
}

/// The options for the choice of the best model.
struct SelectionOptions<Defaults: ClassifierDefaults>: SettingOptions {
  @Option(
    help: ArgumentHelp(
      "Separate validation data, used instead of a part of the training data.", valueName: "data"))
  var validation: String?

  @Option(
    help: help(
      "stop-on", "Validation metric that selects the best model: loss, or f1 for macro F1.",
      "metric"))
  var stopOn: ClassifierSettings.Criterion?

  @Option(
    help: help(
      "restarts", "Number of runs with different random seeds, of which the best is kept.", "number"
    ))
  var restarts: Int?

  static var rows: [Row] {
    [
      Row("stop-on", \.stopOn, \.classifier.criterion),
      Row("restarts", \.restarts, \.classifier.restarts),
    ]
  }
}

// Values that options of classifiers name.

extension ReadoutKind: ExpressibleByArgument {}
extension ClassWeights: ExpressibleByArgument {}
extension ClassifierSettings.Criterion: ExpressibleByArgument {}
extension TextUnit: ExpressibleByArgument {
  /// Any unit except `symbol`, which belongs to a language model.
  public init?(argument: String) {
    self.init(rawValue: argument)
    if self == .symbol { return nil }
  }

  /// Units that can be named.
  public static var allValueStrings: [String] {
    allCases.filter { $0 != .symbol }.map(\.rawValue)
  }
}
extension SeriesScaling.Kind: ExpressibleByArgument {}
