/// Errors of predicted numbers.
///
///     let scores = try RegressionScores(truth: [3, 5, 7], predicted: [2, 5, 8])
///     scores.meanAbsoluteError  // 0.666…
///     scores.r2                 // 0.75
///
/// All are in the unit of the numbers, except R², which has none. `Sendable`.
public struct RegressionScores: Sendable, Hashable, Encodable {
  /// N, the number of cases.
  public let cases: Int

  /// MAE, the mean of |error|.
  public let meanAbsoluteError: Double

  /// RMSE, the square root of the mean of error².
  public let rootMeanSquaredError: Double

  /// R², 1 − Σ error² / Σ (truth − mean truth)²: 1 is perfect, 0 is as good as the mean.
  ///
  /// If all true numbers are equal it is 1 for perfect predictions and 0 for others, as in
  /// scikit-learn.
  public let r2: Double

  /// Compares predictions with the truth, in O(N).
  ///
  /// - Parameters:
  ///   - truth: The true numbers, `[N]`.
  ///   - predicted: The predicted ones, `[N]`.
  /// - Throws: ``EvaluationError`` if there are none, or one is NaN or infinite.
  public init(truth: [Double], predicted: [Double]) throws(EvaluationError) {
    precondition(
      truth.count == predicted.count,
      "RegressionScores: found \(truth.count) true and \(predicted.count) predicted numbers")
    guard !truth.isEmpty else { throw .noCases }
    if let index = truth.indices.first(where: { !(truth[$0] - predicted[$0]).isFinite }) {
      throw .notFinite(case: index)
    }
    let count = Double(truth.count)
    let mean = truth.reduce(0) { $0 + $1 / count }
    var (absolute, squared, variation) = (0.0, 0.0, 0.0)
    for (value, prediction) in zip(truth, predicted) {
      let error = value - prediction
      absolute += abs(error)
      squared += error * error
      variation += (value - mean) * (value - mean)
    }
    let isConstant = truth.allSatisfy { $0 == truth[0] }
    cases = truth.count
    meanAbsoluteError = absolute / count
    rootMeanSquaredError = (squared / count).squareRoot()
    r2 = isConstant ? (squared == 0 ? 1 : 0) : 1 - squared / variation
  }

  private enum CodingKeys: String, CodingKey {
    case cases
    case meanAbsoluteError = "mae"
    case rootMeanSquaredError = "rmse"
    case r2
  }
}
