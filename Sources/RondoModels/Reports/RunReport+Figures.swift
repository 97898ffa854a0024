import RondoEngine
import RondoText

extension RunReport {
  /// The losses beside each other, and how large and fast the model was.
  var figures: String {
    var rows = log.baselines.map { row($0.baselineName, $0) }
    if let step = log.best?.step ?? file.best?.step {
      let name = "this model, best, at step \(step.withThousandsSeparators)"
      let loss = file.best?.score
      rows.append(
        log.best.map { row(name, $0) }
          ?? Self.row(name, [loss?.nats, loss?.bitsPerCharacter, loss?.bitsPerByte]))
    }
    var html = ""
    if !rows.isEmpty {
      html =
        "<h2>Loss on the validation part</h2>\n<div class=\"scroll\"><table>\n<tr><th></th>"
        + "<th>nats per symbol</th><th>bits per character</th><th>bits per byte</th></tr>\n"
        + rows.joined() + "</table></div>\n"
    }
    if let windowed = log.best?.windowed {
      html +=
        "<p class=\"faint\">Over windows of \(ValidationText.contextLength) symbols, each "
        + "from the state of zeros: \(windowed.decimal(4)) nats per symbol.</p>\n"
    }
    return html + size
  }

  private var size: String {
    var table = FactTable()
    table.add("architecture", file.model.architecture.summary)
    table.add("parameters", file.model.parameterCount.withThousandsSeparators)
    if let finished = log.finished {
      if let epochs = finished.epochs { table.add("epochs", epochs.decimal(2)) }
      if let seconds = finished.seconds {
        table.add("time since the last start", "\((seconds / 60).decimal(1)) minutes")
      }
      if let rate = finished.symbolsPerSecond {
        table.add("speed", "\(rate.decimal(0)) symbols per second of training")
      }
    }
    return "<h2>Model</h2>\n" + table.html
  }

  private func row(_ name: String, _ entry: LoggedRun.Entry) -> String {
    Self.row(name, [entry.nats, entry.bitsPerCharacter, entry.bitsPerByte])
  }

  private static func row(_ name: String, _ numbers: [Double?]) -> String {
    let cells = numbers.map { "<td class=\"number\">\($0?.decimal(4) ?? "–")</td>" }
    return "<tr><th scope=\"row\">\(name.escapedForXML)</th>\(cells.joined())</tr>\n"
  }

  /// What the model wrote: the first sample, the last one and at most ten between.
  var samples: String {
    let all = log.samples.filter { $0.text != nil }
    guard !all.isEmpty else { return "" }
    let shown = min(all.count, 12)
    let chosen = (0..<shown).map { all[shown == 1 ? 0 : (all.count - 1) * $0 / (shown - 1)] }
    let losses = Dictionary(
      log.validations.map { ($0.step, $0.nats) }, uniquingKeysWith: { $1 })
    let blocks = chosen.map { sample in
      let step = "step \((sample.step ?? 0).withThousandsSeparators)"
      let loss = losses[sample.step].flatMap { $0 }.map { ", \($0.decimal(3)) nats" } ?? ""
      return "<div><span class=\"faint\">\(step)\(loss)</span><pre dir=\"auto\">"
        + "\(Self.visible(sample.shownText))</pre></div>\n"
    }
    return "<h2>What it wrote as it learnt</h2>\n<p class=\"faint\">The same draws each time, at a "
      + "temperature of 0.7.</p>\n<div class=\"samples\">\n\(blocks.joined())</div>\n"
  }

  /// Text whose lines stay lines, with signs for other controls.
  private static func visible(_ text: String) -> String {
    ValidationSample.lines(of: text).map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map { String($0).printable }
        .joined(separator: "\t")
    }.joined(separator: "\n").escapedForXML
  }
}
