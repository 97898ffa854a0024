import RondoEngine
import RondoEvaluation
import RondoFiles
import RondoText

extension RunReport {
  /// The scores beside each other, and how large and fast the model was.
  var figures: String {
    var rows = log.baselines.map { row($0.baselineName, values(of: $0)) }
    if let step = log.best?.step ?? subject.best?.step {
      rows.append(
        row(
          "this model, best, at step \(step.withThousandsSeparators)",
          log.best.map(values) ?? subject.best?.figures ?? []))
    }
    var html = ""
    if !rows.isEmpty {
      let heads = subject.figures.map { "<th>\($0.name.escapedForXML)</th>" }.joined()
      html =
        "<h2>\(subject.figuresTitle)</h2>\n<div class=\"scroll\"><table>\n<tr><th></th>\(heads)</tr>\n"
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
    table.add("architecture", subject.architecture)
    table.add("parameters", subject.parameters.withThousandsSeparators)
    if let finished = log.finished {
      if let epochs = finished.epochs { table.add("epochs", epochs.decimal(2)) }
      if let seconds = finished.seconds {
        table.add("time since the last start", "\((seconds / 60).decimal(1)) minutes")
      }
      if let rate = finished.symbolsPerSecond {
        table.add("speed", "\(rate.decimal(0)) \(subject.speedUnit) per second of training")
      }
    }
    return "<h2>Model</h2>\n" + table.html
  }

  private func values(of entry: LoggedRun.Entry) -> [Double?] {
    subject.figures.map { $0.value(entry) }
  }

  private func row(_ name: String, _ values: [Double?]) -> String {
    let cells = zip(subject.figures, values).map { figure, value in
      "<td class=\"number\">\(figure.text(value))</td>"
    }
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
