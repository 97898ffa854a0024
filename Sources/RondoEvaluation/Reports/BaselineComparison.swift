import RondoFiles

/// A table of baselines and a model as text, with a comparison of the model and the best baseline.
struct BaselineComparison {
  private let baselines: [ClassifierBaselineReport]
  private let cases: Int

  init(_ baselines: [ClassifierBaselineReport], cases: Int) {
    (self.baselines, self.cases) = (baselines, cases)
  }

  /// The table and the comparison, each ended by a line feed; empty without baselines.
  var parts: [String] {
    guard !baselines.isEmpty else { return [] }
    return [table] + (verdict.map { [$0 + "\n"] } ?? [])
  }

  private var table: String {
    let isMultiLabel = baselines.contains { $0.microF1 != nil }
    var rows = [["baseline", "accuracy", "macro F1", "log-loss", "McNemar", "settings"]]
    if isMultiLabel { rows[0].insert("micro F1", at: 2) }
    for baseline in baselines {
      var row = [
        baseline.method, Percentage.text(baseline.accuracy), Percentage.text(baseline.macroF1),
        baseline.logLoss.map { DecimalText.fixed($0, 3) } ?? "–",
        DecimalText.probability(baseline.mcNemar.pValue), baseline.settings ?? "",
      ]
      if let microF1 = baseline.microF1 { row.insert(Percentage.text(microF1), at: 2) }
      rows.append(row)
    }
    return TextTable(rows: rows, leftAligned: [0, isMultiLabel ? 6 : 5]).text
  }

  /// The comparison of the model with the best baseline; nil if there is none.
  var verdict: String? {
    guard let best = baselines.first(where: \.best) else { return nil }
    let test = best.mcNemar
    let difference = test.onlyFirst - test.onlySecond
    let points = Percentage.points(abs(difference), of: cases)
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
