/// Draws the report of a classifier with characters.
///
///     print(ClassificationText(report).text)
///     // accuracy 95.0 %, macro F1 95.0 %, log-loss 0.154 nats, calibration error 2.1 %; 100 cases
///     //
///     // label  precision  recall      F1  cases
///     // cat       94.3 %  96.2 %  95.2 %     52
///     // dog       95.7 %  93.8 %  94.7 %     48
///     // mean      95.0 %  95.0 %  95.0 %    100
///     // …
///
/// Then follow the confusion matrix and, where there are any, the baselines on the same cases with
/// McNemar's test against the best of them. `Sendable`.
public struct ClassificationText: Sendable {
  private let report: ClassificationReport
  private let width: Int

  /// The text of a report; the confusion matrix takes at most `width` columns where it can.
  public init(_ report: ClassificationReport, width: Int = 80) {
    (self.report, self.width) = (report, width)
  }

  /// The lines, each ended by a line feed.
  public var text: String {
    var parts = [summary, labels, ConfusionTable(report.confusion, width: width).text]
    if let baselines = report.baselines, !baselines.isEmpty {
      parts.append(table(of: baselines))
    }
    return parts.joined(separator: "\n") + (verdict.map { "\n" + $0 + "\n" } ?? "")
  }

  private var summary: String {
    let confusion = report.confusion
    return "accuracy \(Percentage.text(confusion.right, of: confusion.total)), "
      + "macro F1 \(Percentage.text(confusion.macroF1)), "
      + "log-loss \(DecimalText.fixed(report.logLoss, 3)) nats, "
      + "calibration error \(Percentage.text(report.calibration.expectedError)); "
      + "\(DecimalText.cases(report.cases))\n"
  }

  private var labels: String {
    let confusion = report.confusion
    func row(_ name: String, _ scores: [Double], _ count: Int) -> [String] {
      [name] + scores.map { Percentage.text($0) } + [count.withThousandsSeparators]
    }
    var rows = [["label", "precision", "recall", "F1", "cases"]]
    rows += confusion.perLabel.map {
      row(
        DisplayWidth.shortened($0.label.printable, to: 40), [$0.precision, $0.recall, $0.f1],
        $0.support)
    }
    rows.append(
      row(
        "mean", [confusion.macroPrecision, confusion.macroRecall, confusion.macroF1],
        confusion.total))
    return TextTable(rows: rows).text
  }

  private func table(of baselines: [ClassifierBaselineReport]) -> String {
    var rows = [["baseline", "accuracy", "macro F1", "log-loss", "McNemar", "settings"]]
    for baseline in baselines {
      rows.append([
        baseline.method, Percentage.text(baseline.accuracy), Percentage.text(baseline.macroF1),
        baseline.logLoss.map { DecimalText.fixed($0, 3) } ?? "–",
        DecimalText.probability(baseline.mcNemar.pValue), baseline.settings ?? "",
      ])
    }
    return TextTable(rows: rows, leftAligned: [0, 5]).text
  }

  /// Whether the model is better than the best baseline; nil where there is none.
  var verdict: String? {
    guard let best = report.bestBaseline else { return nil }
    let test = best.mcNemar
    let difference = test.onlyFirst - test.onlySecond
    let points = Percentage.points(abs(difference), of: report.cases)
    let found =
      difference == 0
      ? "as good as the best baseline, \(best.method)"
      : "\(difference > 0 ? "better" : "worse") than the best baseline, \(best.method), by \(points)"
    let meaning =
      difference == 0 ? "" : test.pValue < 0.05 ? "" : ", which may be chance"
    return found + meaning + " (McNemar's test: \(DecimalText.probability(test.pValue)); "
      + "\(DecimalText.cases(test.onlyFirst)) only the model gets right, "
      + "\(test.onlySecond.withThousandsSeparators) only the baseline)"
  }
}
