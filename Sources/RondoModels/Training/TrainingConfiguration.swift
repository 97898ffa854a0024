import RondoData
public import RondoEngine
import RondoEvaluation
import RondoFiles

/// How a model is trained; saved with the run, and unchanged when the run is resumed.
///
/// `Sendable`.
public struct TrainingConfiguration: Sendable, Hashable, Codable {
  /// The optimizers by name.
  public enum OptimizerName: String, Sendable, Hashable, Codable, CaseIterable {
    /// Stochastic gradient descent.
    case sgd
    /// The same with a momentum of 0.9.
    case momentum
    /// RMSprop with a decay of 0.95, char-rnn's choice.
    case rmsprop
    /// Adam.
    case adam
    /// Adagrad.
    case adagrad
    /// Adam with decoupled weight decay; how much, `Regularization.weightDecay` says.
    case adamw

    /// The rule.
    public var rule: any OptimizationRule {
      switch self {
      case .sgd: Momentum(momentum: 0)
      case .momentum: Momentum(momentum: 0.9)
      case .rmsprop: RMSprop(decay: 0.95)
      case .adam, .adamw: Adam()
      case .adagrad: Adagrad()
      }
    }

    /// The learning rate that suits most models.
    public var defaultLearningRate: Double {
      switch self {
      case .sgd: 0.5
      case .momentum: 0.05
      case .rmsprop: 0.002
      case .adam, .adamw: 0.003
      case .adagrad: 0.1
      }
    }

    /// The weight decay that comes with the name: PyTorch's 0.01 for AdamW, else none.
    public var defaultWeightDecay: Double { self == .adamw ? 0.01 : 0 }
  }

  /// B: the number of streams read side by side.
  public var batchSize = 16
  /// T: the number of steps that gradients go back.
  public var sequenceLength = 64
  /// The rule by which parameters change.
  public var optimizer = OptimizerName.adam
  /// The greatest learning rate.
  public var learningRate = OptimizerName.adam.defaultLearningRate
  /// How the rate changes.
  public var schedule = Schedule(.cosine, warmupSteps: 100)
  /// The greatest norm of a gradient; longer ones are shortened.
  public var clipNorm = 1.0
  /// The random seed.
  public var seed: UInt64 = 1
  /// What keeps a model from learning its training data by heart.
  @AddedSetting public var regularization = Regularization()
  /// The greatest decay of the exponential average of the weights that is kept beside them, and
  /// taken for the best model where it validates better: `AveragedWeights`. 0 keeps none.
  @AddedSetting public var averageDecay = 0.0
  /// True where the chunks of a text have drawn lengths, with T as their mean, instead of equal ones.
  @AddedSetting public var randomLengths = false

  /// The defaults.
  public init() {}

  /// Chooses an optimizer, a learning rate that suits it, and its usual weight decay.
  package mutating func choose(_ optimizer: OptimizerName, learningRate: Double) {
    (self.optimizer, self.learningRate) = (optimizer, learningRate)
    regularization.weightDecay = optimizer.defaultWeightDecay
  }
}

extension TrainingConfiguration {
  /// Whether a model can be trained so; the numbers of a file may be anything.
  package var isUsable: Bool { (try? checkRanges()) != nil }

  /// Checks that each setting is in its range.
  public func checkRanges() throws(SettingsError) {
    try SettingsError.check(batchSize, in: 1...SettingsError.largestSize, .batchSize)
    try SettingsError.check(sequenceLength, in: 1...SettingsError.largestSize, .sequenceLength)
    try SettingsError.check(positive: learningRate, .learningRate)
    try SettingsError.check(positive: clipNorm, .clipNorm)
    try SettingsError.check(part: averageDecay, .averageDecay)
    try SettingsError.check(schedule.warmupSteps, in: 0...Int.max, .warmupSteps)
    try SettingsError.check(schedule.decaySteps, in: 0...Int.max, .decaySteps)
    try SettingsError.check(schedule.plateauPatience, in: 1...Int.max, .plateauPatience)
    guard schedule.decayFactor > 0, schedule.decayFactor <= 1 else {
      throw SettingsError(
        "\(.decayFactor) must be above 0 and at most 1, not \(schedule.decayFactor)")
    }
    try regularization.checkRanges()
  }

  /// Checks that settings fit together and suit a model.
  ///
  /// - Parameters:
  ///   - cell: The model's recurrent cell.
  ///   - isValidated: Whether there is a validation part.
  package func check(cell: BuiltInCell, isValidated: Bool) throws(SettingsError) {
    if regularization.recurrentDropout > 0, !cell.hasRecurrentWeights {
      throw SettingsError(
        "\(.recurrentDropout) needs recurrent weights, which \(.cell, to: cell) does not have")
    }
    if regularization.variationalDropout, regularization.dropout == 0 {
      throw SettingsError("\(.variationalDropout) needs \(.dropout) above 0")
    }
    if averageDecay > 0, !isValidated {
      throw SettingsError(
        "\(.averageDecay) needs a validation part, which selects the better model")
    }
    try schedule.check(isValidated: isValidated)
  }
}

extension Schedule {
  /// Checks that the shape depends on the settings that differ from their defaults.
  fileprivate func check(isValidated: Bool) throws(SettingsError) {
    let usual = Schedule()
    let changed: [(Setting, SettingName, Bool)] = [
      (.decayFactor, .decayFactor, decayFactor != usual.decayFactor),
      (.decaySteps, .decaySteps, decaySteps != usual.decaySteps),
      (.plateauPatience, .plateauPatience, plateauPatience != usual.plateauPatience),
    ]
    for (setting, name, isChanged) in changed
    where isChanged && !shape.settings.contains(setting) {
      let shapes = setting.shapes.map(\.rawValue)
      throw SettingsError("\(name) needs \(.schedule, to: shapes.joined(separator: " or "))")
    }
    if validationsPerPlateau != nil, !isValidated {
      throw SettingsError("\(.schedule, to: shape.rawValue) needs a validation part")
    }
  }
}

/// What keeps a model from learning its training data by heart; nothing unless said. It acts while
/// training alone: an evaluation drops nothing and adds nothing.
///
/// `Sendable`.
public struct Regularization: Sendable, Hashable, Codable {
  /// The probability of dropping an output of a recurrent layer: `DropoutRates.outputs`.
  @AddedSetting public var dropout = 0.0
  /// True where outputs are dropped alike at all times of a step.
  @AddedSetting public var variationalDropout = false
  /// The probability of dropping a symbol: `DropoutRates.symbols`.
  @AddedSetting public var embeddingDropout = 0.0
  /// The probability of dropping a number of W_hh: `DropoutRates.recurrentWeights`.
  @AddedSetting public var recurrentDropout = 0.0
  /// What the mean square of the last layer's outputs, those dropped being zero, counts in the loss.
  @AddedSetting public var activationPenalty = 0.0
  /// What the mean square of their change from one time to the next counts, whether dropped or not.
  @AddedSetting public var temporalPenalty = 0.0
  /// λ of decoupled weight decay: of weights, not of biases.
  @AddedSetting public var weightDecay = 0.0
  /// The part of a label's probability that all labels share.
  @AddedSetting public var labelSmoothing = 0.0

  /// Nothing.
  public init() {}

  /// The rates of dropout.
  public var dropoutRates: DropoutRates {
    DropoutRates(
      outputs: dropout, isVariational: variationalDropout, symbols: embeddingDropout,
      recurrentWeights: recurrentDropout)
  }

  /// The dropout of a training step, counted from 0; nil where nothing is dropped.
  public func dropout(seed: UInt64, step: Int) -> Dropout? {
    guard dropout > 0 || embeddingDropout > 0 || recurrentDropout > 0 else { return nil }
    return Dropout(dropoutRates, seed: seed, step: step)
  }

  fileprivate func checkRanges() throws(SettingsError) {
    try SettingsError.check(part: dropout, .dropout)
    try SettingsError.check(part: embeddingDropout, .embeddingDropout)
    try SettingsError.check(part: recurrentDropout, .recurrentDropout)
    try SettingsError.check(part: labelSmoothing, .labelSmoothing)
    try SettingsError.check(weight: activationPenalty, .activationPenalty)
    try SettingsError.check(weight: temporalPenalty, .temporalPenalty)
    try SettingsError.check(weight: weightDecay, .weightDecay)
  }
}

extension Regularization: NeutralSetting {
  /// Nothing.
  public static var neutral: Regularization { Regularization() }
}
