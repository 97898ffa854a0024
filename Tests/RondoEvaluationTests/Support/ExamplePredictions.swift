import RondoNumerics
@testable import RondoEvaluation

/// Twelve cases of three labels, whose scores by scikit-learn 1.9.1 stand in the tests.
///
///     truth = [0,0,0,0,1,1,1,2,2,2,2,2]; P = the rows below; pred = P.argmax(1)
///     precision_recall_fscore_support(truth, pred); log_loss(truth, P)
///     brier_score_loss(truth, P, scale_by_half=False)
enum ExamplePredictions {
  static let truth = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2]
  static let labels = ["a", "b", "c"]
  static let rows: [[Double]] = [
    [0.7, 0.2, 0.1], [0.5, 0.3, 0.2], [0.25, 0.5, 0.25], [0.4, 0.4, 0.2], [0.1, 0.8, 0.1],
    [0.3, 0.3, 0.4], [0.05, 0.9, 0.05], [0.2, 0.2, 0.6], [0.1, 0.1, 0.8], [0.6, 0.3, 0.1],
    [0, 0, 1], [0, 1, 0],
  ]

  static func predictions(order: [Int] = [0, 1, 2]) throws -> ClassPredictions {
    try predictions(rows.map { row in order.map { row[$0] } })
  }

  static func predictions(_ rows: [[Double]]) throws -> ClassPredictions {
    try ClassPredictions(
      logProbabilities: rows.joined().map { ReproducibleMath.log($0) }, classes: rows[0].count)
  }

  /// Sums of a dozen terms near 1 in another order than the reference's.
  static func isClose(_ value: Double, _ expected: Double, _ relative: Double = 1e-14) -> Bool {
    abs(value - expected) <= relative * max(1, abs(expected))
  }
}
