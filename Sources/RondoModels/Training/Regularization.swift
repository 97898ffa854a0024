public import RondoEngine

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
  var isUsable: Bool {
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
