public import ArgumentParser
public import Rondo

/// Options of all classifiers that determine what is computed; nil unless given, so that `--resume`
/// can compare them.
struct ClassifierOptions: ParsableArguments {
  @Option(help: "Recurrent cell: \(BuiltInCell.choices). (default: gru)")
  var cell: BuiltInCell?

  @Option(help: "The size of the hidden vector, for each direction. (default: 64)")
  var hiddenSize: Int?

  @Option(help: "The number of recurrent layers. (default: 1)")
  var layers: Int?

  @Flag(
    inversion: .prefixedNo, help: "Read each case in both directions. (default: --bidirectional)")
  var bidirectional: Bool?

  @Option(
    help: """
      What becomes of the outputs of all steps: last, mean, max, attention, or concat, which is \
      last, max and mean side by side. (default: max; of \
      series by GRUs concat; of texts attention, but max with --from)
      """)
  var readout: ReadoutKind?

  @Option(
    help: """
      Train so many networks at once, which differ in their first weights; their mean answer counts. \
      (default: 5; 1 of 20,000 cases or more, and with --from)
      """)
  var ensemble: Int?

  @Option(
    help: """
      How much a label counts: none, each case the same; balanced, each label the same; root, \
      halfway. With --multi-label, how much a label that is there counts beside one that is not. \
      (default: none)
      """)
  var classWeights: ClassWeights?

  @Option(help: "What tells the best model: loss or f1 (macro F₁). (default: loss)")
  var stopOn: ClassifierSettings.Criterion?

  @Option(help: "Train with so many seeds first, and keep the best. (default: 1)")
  var restarts: Int?

  @Option(help: "The number of cases in a training step. (default: 16; of texts 32)")
  var batchSize: Int?

  @Option(help: "The optimizer: sgd, momentum, rmsprop, adagrad, adam or adamw. (default: adam)")
  var optimizer: TrainingConfiguration.OptimizerName?

  @Option(
    help: "The greatest learning rate. (default: 0.003; sgd 0.5, momentum 0.05, adagrad 0.1)")
  var learningRate: Double?

  @Option(help: "The greatest norm of a gradient; longer ones are shortened. (default: 1)")
  var clipNorm: Double?

  @Option(
    help: """
      The part of the cases kept for validation; of fewer than 200, none, and the number of epochs \
      is found by cross-validation. (default: 0.1)
      """)
  var validationFraction: Double?

  @Option(help: ArgumentHelp("Validate on these data instead.", valueName: "data"))
  var validation: String?

  @Option(help: "Random seed. (default: 1)")
  var seed: UInt64?

  @OptionGroup var schedule: ScheduleOptions
  @OptionGroup var regularization: RegularizationOptions

  func validate() throws {
    func require(_ condition: Bool, _ option: String, _ range: String) throws {
      guard condition else { throw ValidationError("\(option) is \(range)") }
    }
    let counts = [
      ("--hidden-size", hiddenSize), ("--layers", layers), ("--batch-size", batchSize),
    ]
    for (option, value) in counts {
      try require((1...1 << 24).contains(value ?? 1), option, "from 1 to 16777216")
    }
    for (option, value) in [("--learning-rate", learningRate), ("--clip-norm", clipNorm)] {
      try require(value.map { $0 > 0 && $0.isFinite } ?? true, option, "a positive number")
    }
    try require((1...100).contains(ensemble ?? 1), "--ensemble", "from 1 to 100")
    try require((1...1000).contains(restarts ?? 1), "--restarts", "from 1 to 1000")
    try require(
      (0..<1).contains(validationFraction ?? 0), "--validation-fraction", "from 0 to below 1")
  }

  /// Throws if the settings made by the options contradict each other.
  func check(
    _ settings: ClassifierSettings, isValidated: Bool, isCrossValidated: Bool
  ) throws {
    let training = settings.training
    try RegularizationOptions.check(training.regularization, for: settings.cell)
    try schedule.check(training.schedule, isValidated: isValidated)
    try regularization.check(training, isValidated: isValidated)
    guard settings.classWeights == .none || training.regularization.labelSmoothing == 0 else {
      throw ValidationError("--class-weights and --label-smoothing do not go together")
    }
    guard isValidated || isCrossValidated || settings.restarts == 1 else {
      throw ValidationError(
        "--restarts compares by validation, and --validation-fraction keeps no case for it")
    }
  }

  /// Options as chosen settings of a run.
  func given<Settings: ClassifierRunSettings>() -> [ChosenSetting<Settings>] {
    [
      .init("--cell", cell, \.classifier.cell),
      .init("--hidden-size", hiddenSize, \.classifier.hiddenSize),
      .init("--layers", layers, \.classifier.layers),
      .init("--bidirectional", bidirectional, \.classifier.isBidirectional),
      .init("--readout", readout, \.classifier.readout),
      .init("--ensemble", ensemble.map(MemberCount.init(rawValue:)), \.classifier.members),
      .init("--class-weights", classWeights, \.classifier.classWeights),
      .init("--stop-on", stopOn, \.classifier.criterion),
      .init("--restarts", restarts, \.classifier.restarts),
      .init("--validation-fraction", validationFraction, \.classifier.validationFraction),
      .init("--batch-size", batchSize, \.classifier.training.batchSize),
      .init("--optimizer", optimizer, \.classifier.training.optimizer) {
        $0.classifier.training.learningRate = Self.defaultRate($1)
        $0.classifier.training.regularization.weightDecay = $1.defaultWeightDecay
      },
      .init("--learning-rate", learningRate, \.classifier.training.learningRate),
      .init(
        \.classifier.training.schedule, schedule.applied(to:), schedule.differences(from:)),
      .init(
        \.classifier.training, regularization.applied(to:), regularization.differences(from:)),
      .init("--clip-norm", clipNorm, \.classifier.training.clipNorm),
      .init("--seed", seed, \.classifier.training.seed),
    ]
  }

  private static func defaultRate(_ optimizer: TrainingConfiguration.OptimizerName) -> Double {
    switch optimizer {
    case .adam, .adamw, .rmsprop: 0.003
    default: optimizer.defaultLearningRate
    }
  }
}

// Named values of the options of classifiers.

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
