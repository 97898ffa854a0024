import RondoText

extension RunReport {
  /// Everything that decides what the run computes.
  var settings: String {
    var table = FactTable()
    for (name, value) in (try? SettingList(file.settings).settings) ?? [] { table.add(name, value) }
    return "<h2>Settings</h2>\n" + table.html
  }

  /// What it was trained on.
  var data: String {
    var table = FactTable()
    for source in file.data.prefix(50) {
      table.add(
        source.path,
        "\(source.bytes.withThousandsSeparators) bytes, \(source.encoding), SHA-256 "
          + source.sha256)
    }
    if file.data.count > 50 {
      table.add("…", "and \((file.data.count - 50).withThousandsSeparators) more files")
    }
    table.add(
      "split",
      "\(file.split.training.withThousandsSeparators) symbols to train on, "
        + "\(file.split.validation.withThousandsSeparators) to validate on")
    let tokenizer = file.tokenizer
    table.add(
      "symbols",
      "\(tokenizer.vocabulary.count.withThousandsSeparators) different, "
        + "unit \(tokenizer.unit.rawValue), normalization \(tokenizer.normalization.rawValue)")
    table.add("vocabulary", html: vocabulary)
    table.add(
      "text library", "ICU \(file.textLibrary.icu), Unicode \(file.textLibrary.unicode)")
    return "<h2>Data</h2>\n" + table.html
  }

  private var vocabulary: String {
    let shown = tokenizer.vocabulary.symbols.prefix(200).map { bytes in
      let text = String(escapingIllFormed: bytes)
      return "<bdi>\(text == " " ? "␣" : VisibleText.of(text).text.escapedForXML)</bdi>"
    }
    return shown.joined(separator: " ")
      + (tokenizer.vocabulary.count > 200 ? " …" : "")
  }

  private var tokenizer: Tokenizer { file.tokenizer }

  /// The validations as numbers, for whoever cannot see the curves or wants them exactly.
  var validations: String {
    guard !log.validations.isEmpty else { return "" }
    let rows = log.validations.map { entry in
      "<tr><td class=\"number\">\((entry.step ?? 0).withThousandsSeparators)</td>"
        + "<td class=\"number\">\(entry.epoch?.decimal(2) ?? "–")</td>"
        + "<td class=\"number\">\(entry.nats?.decimal(4) ?? "–")</td>"
        + "<td class=\"number\">\(entry.windowed?.decimal(4) ?? "–")</td>"
        + "<td>\(entry.best == true ? "best so far" : "")</td></tr>\n"
    }
    return "<details>\n<summary>All \(rows.count.withThousandsSeparators) validations</summary>\n"
      + "<div class=\"scroll\"><table>\n<tr><th>step</th><th>epoch</th><th>nats per symbol</th>"
      + "<th>windowed</th><th></th></tr>\n\(rows.joined())</table></div>\n</details>\n"
  }
}
