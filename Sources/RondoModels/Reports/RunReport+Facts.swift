import RondoData
import RondoEvaluation
import RondoFiles

extension RunReport {
  /// Everything that decides what the run computes.
  var settings: String {
    var table = FactTable()
    for (name, value) in subject.settings { table.add(name, value) }
    return "<h2>Settings</h2>\n" + table.html
  }

  /// What it was trained on.
  var data: String {
    var table = FactTable()
    let sources = subject.sources
    for source in sources.prefix(50) {
      table.add(
        source.path,
        "\(source.bytes.withThousandsSeparators) bytes, \(source.encoding), SHA-256 "
          + source.sha256)
    }
    if sources.count > 50 {
      table.add("…", "and \((sources.count - 50).withThousandsSeparators) more files")
    }
    table.add("split", subject.split)
    for (name, html) in subject.facts { table.add(name, html: html) }
    return "<h2>Data</h2>\n" + table.html
  }

  /// The validations as numbers, for whoever cannot see the curves or wants them exactly.
  var validations: String {
    guard !log.validations.isEmpty else { return "" }
    let hasWindows = log.validations.contains { $0.windowed != nil }
    func cell(_ text: String) -> String { "<td class=\"number\">\(text)</td>" }
    let rows = log.validations.map { entry in
      "<tr>" + cell((entry.step ?? 0).withThousandsSeparators)
        + cell(entry.epoch?.decimal(2) ?? "–")
        + subject.figures.map { cell($0.text($0.value(entry))) }.joined()
        + (hasWindows ? cell(entry.windowed?.decimal(4) ?? "–") : "")
        + "<td>\(entry.best == true ? "best so far" : "")</td></tr>\n"
    }
    let names = ["step", "epoch"] + subject.figures.map(\.name) + (hasWindows ? ["windowed"] : [])
    let heads = names.map { "<th>\($0.escapedForXML)</th>" }.joined()
    return "<details>\n<summary>All \(rows.count.withThousandsSeparators) validations</summary>\n"
      + "<div class=\"scroll\"><table>\n<tr>\(heads)<th></th></tr>\n\(rows.joined())"
      + "</table></div>\n</details>\n"
  }
}
