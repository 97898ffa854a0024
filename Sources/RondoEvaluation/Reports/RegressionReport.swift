import RondoFiles

/// Scores of a regression on cases with known targets, with baselines: the event `evaluation`.
///
/// `Sendable`.
public struct RegressionReport: Sendable {
  /// The errors of the predictions.
  public let scores: RegressionScores
  /// The scores of simple methods on the same cases; nil without training data.
  public let baselines: [RegressionBaselineReport]?

  /// Scores predictions.
  ///
  /// - Parameters:
  ///   - truth: The true numbers, `[N]`.
  ///   - predicted: The predicted numbers, `[N]`.
  ///   - baselines: The predictions of baselines for the same cases; nil if there are none.
  /// - Throws: ``EvaluationError``.
  public init(
    truth: [Double], predicted: [Double], baselines: [BaselineValues]?
  ) throws(EvaluationError) {
    scores = try RegressionScores(truth: truth, predicted: predicted)
    guard let baselines else {
      self.baselines = nil
      return
    }
    var reports: [RegressionBaselineReport] = []
    for baseline in baselines {
      reports.append(try RegressionBaselineReport(baseline, truth: truth, model: predicted))
    }
    let least = reports.map(\.scores.rootMeanSquaredError).min()
    if let best = reports.firstIndex(where: { $0.scores.rootMeanSquaredError == least }) {
      reports[best].best = true
    }
    self.baselines = reports
  }

  /// The baseline with the smallest root mean squared error, of equal ones the first.
  public var bestBaseline: RegressionBaselineReport? { baselines?.first(where: \.best) }
}

/// Scores of a simple method on the cases of a regression, as a baseline for the network.
///
/// `Sendable`.
public struct RegressionBaselineReport: Sendable {
  /// The kind of model.
  public var method: String
  /// The settings chosen for it, if any.
  public var settings: String?
  /// The errors of its predictions.
  public var scores: RegressionScores
  /// Whether it has the smallest root mean squared error of all baselines, of equal ones the first.
  public var best = false
  /// The sign test on the numbers of cases in which the model (first) or the baseline (second) is
  /// nearer to the truth, which equals McNemar's test on these counts.
  public var nearer: McNemarTest

  init(_ baseline: BaselineValues, truth: [Double], model: [Double]) throws(EvaluationError) {
    (method, settings) = (baseline.method, baseline.settings)
    scores = try RegressionScores(truth: truth, predicted: baseline.values)
    func errors(_ index: Int) -> (Double, Double) {
      (abs(model[index] - truth[index]), abs(baseline.values[index] - truth[index]))
    }
    nearer = McNemarTest(
      onlyFirst: truth.indices.count { errors($0).0 < errors($0).1 },
      onlySecond: truth.indices.count { errors($0).0 > errors($0).1 })
  }
}

extension RegressionReport: Encodable {
  private enum Key: String, CodingKey { case baselines }

  /// The scores, and the baselines or null.
  public func encode(to encoder: any Encoder) throws {
    try scores.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(baselines, forKey: .baselines)
  }
}

extension RegressionBaselineReport: Encodable {
  private enum Key: String, CodingKey { case method, settings, best, nearer }

  /// All keys are present; unknown values are null.
  public func encode(to encoder: any Encoder) throws {
    try scores.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(method, forKey: .method)
    try container.encode(settings, forKey: .settings)
    try container.encode(best, forKey: .best)
    try container.encode(nearer, forKey: .nearer)
  }
}

/// The report of a regression as text.
///
///     let report = try RegressionReport(
///       truth: [1, 2, 3], predicted: [1.1, 1.8, 3.3], baselines: nil)
///     print(RegressionText(report).text)
///     // RMSE 0.216, MAE 0.200, R² 0.930; 3 cases
///
/// Baselines on the same cases follow, if there are any, with the sign test of how often the model
/// is nearer to the truth. `Sendable`.
public struct RegressionText: Sendable {
  private let report: RegressionReport

  /// The text of a report.
  public init(_ report: RegressionReport) { self.report = report }

  /// The lines, each ended by a line feed.
  public var text: String {
    let scores = report.scores
    let summary =
      "RMSE \(DecimalText.significant(scores.rootMeanSquaredError)), "
      + "MAE \(DecimalText.significant(scores.meanAbsoluteError)), "
      + "R² \(DecimalText.fixed(scores.r2, 3)); \(DecimalText.cases(scores.cases))\n"
    guard let baselines = report.baselines, let best = report.bestBaseline else { return summary }
    var rows = [["baseline", "RMSE", "MAE", "R²", "sign test", "settings"]]
    for baseline in baselines {
      rows.append([
        baseline.method, DecimalText.significant(baseline.scores.rootMeanSquaredError),
        DecimalText.significant(baseline.scores.meanAbsoluteError),
        DecimalText.fixed(baseline.scores.r2, 3),
        DecimalText.probability(baseline.nearer.pValue), baseline.settings ?? "",
      ])
    }
    let table = TextTable(rows: rows, leftAligned: [0, 5]).text
    let isLess = scores.rootMeanSquaredError < best.scores.rootMeanSquaredError
    return summary + "\n" + table
      + "\n\(isLess ? "better" : "no better") than the best baseline, \(best.method): nearer to the "
      + "truth on \(DecimalText.cases(best.nearer.onlyFirst)), farther on "
      + "\(best.nearer.onlySecond.withThousandsSeparators) "
      + "(sign test: \(DecimalText.probability(best.nearer.pValue)))\n"
  }
}
