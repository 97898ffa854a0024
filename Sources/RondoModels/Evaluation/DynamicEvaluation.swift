public import RondoEngine

/// Dynamic evaluation (Krause, Kahembwe, Murray & Renals 2018): after each segment of a text, whose
/// symbols have been scored by then, the model is moved a little towards predicting that segment,
/// and back towards what it was trained to be. The saved model is never touched.
///
/// The usual size of each parameter's gradient, by which the step is measured, is found on texts
/// that are drawn from the model itself, where the paper takes the training text: see
/// `GradientStatistics`. `Sendable`.
public struct DynamicEvaluation: Sendable, Hashable, Codable {
  /// How far a step goes, in usual gradients.
  public var rate: Double = 0.001
  /// The part of the way back to the trained parameters, times the parameter's usual gradient over
  /// the mean of all.
  public var decay: Double = 0.003
  /// The number of symbols between two steps.
  public var segment: Int = 32

  /// The defaults of an LSTM.
  public init() {}

  /// What is usual for a kind of cell: a GRU follows a text best with somewhat smaller steps than an
  /// LSTM, and a network without gates, which goes astray with theirs, with a fifth of them.
  public static func usual(for cell: BuiltInCell) -> DynamicEvaluation {
    var result = DynamicEvaluation()
    switch cell {
    case .tanh: result.rate = 0.0002
    case .gru, .originalGRU: result.rate = 0.0007
    default: break
    }
    return result
  }
}

/// A model that dynamic evaluation moved so far that its numbers are no longer finite.
public struct DynamicEvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The place of the segment's first symbol.
  public let symbol: Int

  /// One line for people.
  public var description: String {
    "dynamic evaluation diverged at symbol \(symbol): try a lower --dynamic-rate"
  }
}
