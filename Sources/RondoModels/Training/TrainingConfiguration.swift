public import RondoEngine

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

  /// Whether a model can be trained so; the numbers of a file may be anything.
  package var isUsable: Bool {
    batchSize > 0 && sequenceLength > 0 && schedule.warmupSteps >= 0 && clipNorm > 0
      && learningRate >= 0 && regularization.isUsable && (0..<1).contains(averageDecay)
      && schedule.decayFactor > 0 && schedule.decayFactor <= 1 && schedule.decaySteps >= 0
      && schedule.plateauPatience > 0
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

  /// Whether the numbers can be used; those of a file may be anything.
  package var isUsable: Bool {
    let parts = [dropout, embeddingDropout, recurrentDropout, labelSmoothing]
    let weights = [activationPenalty, temporalPenalty, weightDecay]
    return parts.allSatisfy { (0..<1).contains($0) }
      && weights.allSatisfy { $0 >= 0 && $0.isFinite }
  }
}

extension Regularization: NeutralSetting {
  /// Nothing.
  public static var neutral: Regularization { Regularization() }
}
