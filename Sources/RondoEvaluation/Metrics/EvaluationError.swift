/// Why predictions cannot be evaluated.
///
/// `Sendable`.
public enum EvaluationError: Error, Sendable, Equatable {
  /// There are no cases, so that no figure is defined.
  case noCases
  /// A prediction is not a number, or infinite; cases count from 0.
  case notFinite(case: Int)
  /// The probabilities of a case do not add up to 1; cases count from 0.
  case notNormalized(case: Int, sum: Double)
}

extension EvaluationError: CustomStringConvertible {
  /// One line: what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .noCases: "there are no cases to evaluate: name data with at least one"
    case .notFinite(let index):
      "the prediction for case \(index + 1) is not a finite number: the model has diverged or its "
        + "file is damaged; train again with a smaller --learning-rate"
    case .notNormalized(let index, let sum):
      "the probabilities of case \(index + 1) add up to \(sum) instead of 1: pass what a softmax "
        + "gives"
    }
  }
}
