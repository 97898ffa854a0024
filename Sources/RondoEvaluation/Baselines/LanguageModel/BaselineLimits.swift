/// How much of a corpus an n-gram baseline may read, so that its cost stays bounded.
///
///     let quick = BaselineLimits(maximumTrainingSymbols: 1_000_000)
///
/// The parts next to the split are kept: the tail of the training part and the head of the
/// evaluation part. A result that was cut says so in its ``BaselineResult/note``.
public struct BaselineLimits: Sendable, Equatable, Codable {
  /// The number of training symbols counted at most.
  public var maximumTrainingSymbols: Int

  /// The number of evaluation symbols scored at most.
  public var maximumEvaluationSymbols: Int

  /// Creates limits, in symbols.
  ///
  /// Memory is about 12 bytes a training symbol and 20 bytes an evaluated symbol: at the
  /// defaults 160 MB, and some seconds of one core.
  ///
  /// - Parameters:
  ///   - maximumTrainingSymbols: Training symbols counted at most, not negative.
  ///   - maximumEvaluationSymbols: Evaluation symbols scored at most, not negative.
  public init(
    maximumTrainingSymbols: Int = 10_000_000, maximumEvaluationSymbols: Int = 2_000_000
  ) {
    precondition(
      maximumTrainingSymbols >= 0 && maximumEvaluationSymbols >= 0,
      "BaselineLimits: found \(maximumTrainingSymbols) training and \(maximumEvaluationSymbols) "
        + "evaluation symbols, expected neither to be negative")
    self.maximumTrainingSymbols = maximumTrainingSymbols
    self.maximumEvaluationSymbols = maximumEvaluationSymbols
  }
}
