import RondoFiles

/// Draws the report of a regression with characters.
///
///     print(RegressionText(report).text)
///     // RMSE 0.412, MAE 0.305, R² 0.871; 120 cases
///
/// Then follow, where there are any, the baselines on the same cases, with the sign test of how
/// often the model is nearer to the truth. `Sendable`.
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
