import RondoData
public import RondoEngine
import RondoEvaluation
import RondoFiles

/// Settings of the training of a model; saved with the run and kept when it is resumed.
///
/// `Sendable`.
public struct TrainingConfiguration: Sendable, Hashable, Codable {
  /// Built-in optimizers by name.
  public enum OptimizerName: String, Sendable, Hashable, Codable, CaseIterable {
    /// Stochastic gradient descent.
    case sgd
    /// Stochastic gradient descent with a momentum of 0.9.
    case momentum
    /// RMSprop with a decay of 0.95, as in char-rnn.
    case rmsprop
    /// Adam.
    case adam
    /// Adagrad.
    case adagrad
    /// Adam with decoupled weight decay (`Regularization.weightDecay`).
    case adamw

    /// Update rule.
    public var rule: any OptimizationRule {
      switch self {
      case .sgd: Momentum(momentum: 0)
      case .momentum: Momentum(momentum: 0.9)
      case .rmsprop: RMSprop(decay: 0.95)
      case .adam, .adamw: Adam()
      case .adagrad: Adagrad()
      }
    }

    /// Default learning rate.
    public var defaultLearningRate: Double {
      switch self {
      case .sgd: 0.5
      case .momentum: 0.05
      case .rmsprop: 0.002
      case .adam, .adamw: 0.003
      case .adagrad: 0.1
      }
    }

    /// Default weight decay: 0.01 for AdamW, as in PyTorch, else 0.
    public var defaultWeightDecay: Double { self == .adamw ? 0.01 : 0 }
  }

  /// B, number of sequences in a batch.
  public var batchSize = 16
  /// T, number of time steps of backpropagation through time.
  public var sequenceLength = 64
  /// Optimizer.
  public var optimizer = OptimizerName.adam
  /// Peak learning rate.
  public var learningRate = OptimizerName.adam.defaultLearningRate
  /// Learning-rate schedule.
  public var schedule = Schedule(.cosine, warmupSteps: 100)
  /// Largest norm of the gradient; larger gradients are scaled down to it.
  public var clipNorm = 1.0
  /// Random seed.
  public var seed: UInt64 = 1
  /// Regularization.
  @AddedSetting public var regularization = Regularization()
  /// Largest decay of the exponential average of the weights, which becomes the best model if it
  /// has the better validation score (`AveragedWeights`); 0 for no average.
  @AddedSetting public var averageDecay = 0.0
  /// True if the chunks of a text have random lengths with mean T instead of equal lengths.
  @AddedSetting public var randomLengths = false

  /// Creates the default settings.
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

/// Regularization, none by default. It acts during training only: evaluations use no dropout and
/// add no penalties.
///
/// `Sendable`.
public struct Regularization: Sendable, Hashable, Codable {
  /// Dropout probability of outputs of the recurrent layers: `DropoutRates.outputs`.
  @AddedSetting public var dropout = 0.0
  /// True if a training step drops the same outputs at all time steps.
  @AddedSetting public var variationalDropout = false
  /// Dropout probability of symbols: `DropoutRates.symbols`.
  @AddedSetting public var embeddingDropout = 0.0
  /// Dropout probability of elements of W_hh: `DropoutRates.recurrentWeights`.
  @AddedSetting public var recurrentDropout = 0.0
  /// Weight of the L2 penalty on the last layer's outputs: on their mean square, with dropped
  /// outputs counted as zero.
  @AddedSetting public var activationPenalty = 0.0
  /// Weight of the penalty on the mean square of the change of these outputs between time steps,
  /// without dropout.
  @AddedSetting public var temporalPenalty = 0.0
  /// λ of decoupled weight decay, applied to weights but not to biases.
  @AddedSetting public var weightDecay = 0.0
  /// Probability mass spread evenly over all labels.
  @AddedSetting public var labelSmoothing = 0.0

  /// Creates a value without regularization.
  public init() {}

  /// Dropout rates.
  public var dropoutRates: DropoutRates {
    DropoutRates(
      outputs: dropout, isVariational: variationalDropout, symbols: embeddingDropout,
      recurrentWeights: recurrentDropout)
  }

  /// Dropout of a training step, counted from 0; nil if nothing is dropped.
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
  /// No regularization.
  public static var neutral: Regularization { Regularization() }
}
