import RondoFiles

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
    let parts = [summary, labels, ConfusionTable(report.confusion, width: width).text]
    let comparison = BaselineComparison(report.baselines ?? [], cases: report.cases)
    return (parts + comparison.parts).joined(separator: "\n")
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

  /// Whether the model is better than the best baseline; nil where there is none.
  var verdict: String? { BaselineComparison(report.baselines ?? [], cases: report.cases).verdict }
}
