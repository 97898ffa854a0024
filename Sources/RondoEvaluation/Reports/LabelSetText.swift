import RondoFiles

/// Draws the report of a classifier of any number of labels a case with characters.
///
///     print(LabelSetText(report).text)
///     // all labels right 71.0 %, micro F1 84.3 %, macro F1 80.2 %, log-loss 0.912 nats; 100 cases
///     //
///     // label   precision  recall      F1  cases
///     // baking     94.3 %  96.2 %  95.2 %     52
///     // …
///
/// Then follow, where there are any, the baselines on the same cases with McNemar's test against the
/// best of them; right is a case that was given exactly its labels. `Sendable`.
public struct LabelSetText: Sendable {
  private let report: LabelSetReport

  /// The text of a report.
  public init(_ report: LabelSetReport) { self.report = report }

  /// The lines, each ended by a line feed.
  public var text: String {
    let comparison = BaselineComparison(report.baselines ?? [], cases: report.counts.cases)
    return ([summary, labels] + comparison.parts).joined(separator: "\n")
  }

  private var summary: String {
    let counts = report.counts
    return "all labels right \(Percentage.text(counts.exact, of: counts.cases)), "
      + "micro F1 \(Percentage.text(counts.microF1)), "
      + "macro F1 \(Percentage.text(counts.macroF1)), "
      + "log-loss \(DecimalText.fixed(report.logLoss, 3)) nats; "
      + "\(DecimalText.cases(counts.cases))\n"
  }

  private var labels: String {
    let counts = report.counts
    let rows = (counts.perLabel + [counts.micro, counts.macro]).map { scores in
      [DisplayWidth.shortened(scores.label.printable, to: 40)]
        + [scores.precision, scores.recall, scores.f1].map { Percentage.text($0) }
        + [scores.support.withThousandsSeparators]
    }
    return TextTable(rows: [["label", "precision", "recall", "F1", "cases"]] + rows).text
  }
}
