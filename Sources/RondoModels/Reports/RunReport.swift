import RondoData
import RondoEngine
import RondoEvaluation
import RondoFiles
import RondoText

/// HTML page about a training run: its curves, its figures beside the baselines, samples of a
/// language model or errors of a classifier, the settings and the data.
///
///     let folder = try RunFolder.open("checkpoints/tide")
///     try RunReport(of: folder).write()  // checkpoints/tide/report.html
///
/// The page is made from the model's file and the log alone, so it can be written at any time, also
/// while the run is training. `Sendable`.
public struct RunReport: Sendable {
  let name: String
  let subject: ReportSubject
  let log: LoggedRun
  private let place: String

  package init(
    name: String, _ subject: ReportSubject, log: [UInt8], place: String = RunFolder.reportName
  ) {
    (self.name, self.subject, self.log, self.place) = (name, subject, LoggedRun(log), place)
  }

  /// Creates the report of a run from its folder and the description of its model.
  ///
  /// - Throws: `CheckpointError`.
  package init(of folder: RunFolder, _ subject: ReportSubject) throws {
    let log = POSIX.exists(folder.logPath) ? try folder.log().contents : []
    self.init(
      name: folder.path.split(separator: "/").last.map(String.init) ?? folder.path, subject,
      log: log, place: folder.reportPath)
  }

  /// Writes the page, by default beside the model; an existing file is replaced atomically.
  ///
  /// - Throws: `CheckpointError`.
  public func write(to path: String? = nil) throws {
    try AtomicFile.write(Array(html.utf8), to: path ?? place)
  }

  /// Writes the page beside the model unless it is up to date.
  ///
  /// - Throws: `CheckpointError`.
  public func update() throws {
    let page = Array(html.utf8)
    if let file = try? FileReader(place), (try? file.read(file.byteCount)) == page { return }
    try AtomicFile.write(page, to: place)
  }

  /// The page as HTML; written as UTF-8.
  public var html: String {
    HTMLPage(
      title: "Run \(name)", style: Self.style,
      body: summary + curves + figures + errors + samples + settings + data + validations
    ).html
  }

  private var summary: String {
    let step = log.lastStep
    guard let finished = log.finished else {
      return step == 0 ? "" : "<p>At step \(step.withThousandsSeparators); not finished.</p>\n"
    }
    let reason = finished.stoppedBy?.explanation ?? "it ended"
    return "<p>Stopped after \(step.counted("step")): \(reason).</p>\n"
  }

  private var errors: String { log.errors.flatMap(subject.errors) ?? "" }

  private static let style = """
    .samples { display: grid; gap: .75rem; }
    .samples div { border: 1px solid var(--line); border-radius: .25rem; padding: .5rem .75rem; }
    .samples pre { margin: .25rem 0 0; font: inherit; white-space: pre-wrap;
      overflow-wrap: anywhere; text-align: start; unicode-bidi: plaintext; }
    summary { cursor: pointer; margin: 2rem 0 .5rem; font-weight: 600; }

    """
}

extension StopReason {
  /// Reason in words, such as "the number of epochs was reached".
  public var explanation: String {
    switch self {
    case .epochs: "the number of epochs was reached"
    case .steps: "the number of steps was reached"
    case .minutes: "the time limit allowed no more steps"
    case .patience: "the validation score stopped improving"
    case .signal: "a stop was requested"
    case .nonFinite: "a loss or gradient was not finite"
    }
  }
}

extension RunReport {
  /// Section with the settings of the run.
  var settings: String {
    var table = FactTable()
    for (name, value) in subject.settings { table.add(name, value) }
    return "<h2>Settings</h2>\n" + table.html
  }

  /// Section with the training data.
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

  /// Table of all validations, for exact numbers and for readers who cannot see the curves.
  var validations: String {
    guard !log.validations.isEmpty else { return "" }
    let hasWindows = log.validations.contains { $0["windowed"] != nil }
    func cell(_ text: String) -> String { "<td class=\"number\">\(text)</td>" }
    let rows = log.validations.map { entry in
      "<tr>" + cell((entry.step ?? 0).withThousandsSeparators)
        + cell(entry.epoch?.decimal(2) ?? "–")
        + subject.figures.map { cell($0.text(entry[$0.key])) }.joined()
        + (hasWindows ? cell(entry["windowed"]?.decimal(4) ?? "–") : "")
        + "<td>\(entry.best == true ? "best so far" : "")</td></tr>\n"
    }
    let names = ["step", "epoch"] + subject.figures.map(\.name) + (hasWindows ? ["windowed"] : [])
    let heads = names.map { "<th>\($0.escapedForXML)</th>" }.joined()
    return "<details>\n<summary>All \(rows.count.withThousandsSeparators) validations</summary>\n"
      + "<div class=\"scroll\"><table>\n<tr>\(heads)<th></th></tr>\n\(rows.joined())"
      + "</table></div>\n</details>\n"
  }
}

extension RunReport {
  /// Section with the scores beside the baselines, and the model's size and speed.
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
    if let length = subject.windowLength, let windowed = log.best?["windowed"] {
      html +=
        "<p class=\"faint\">Over windows of \(length) symbols, each "
        + "from a zero state: \(windowed.decimal(4)) nats per symbol.</p>\n"
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
    subject.figures.map { entry[$0.key] }
  }

  private func row(_ name: String, _ values: [Double?]) -> String {
    let cells = zip(subject.figures, values).map { figure, value in
      "<td class=\"number\">\(figure.text(value))</td>"
    }
    return "<tr><th scope=\"row\">\(name.escapedForXML)</th>\(cells.joined())</tr>\n"
  }

  /// Section with samples: the first, the last and at most ten between.
  var samples: String {
    let all = log.samples.filter { $0.text != nil }
    guard !all.isEmpty else { return "" }
    let shown = min(all.count, 12)
    let chosen = (0..<shown).map { all[shown == 1 ? 0 : (all.count - 1) * $0 / (shown - 1)] }
    let losses = Dictionary(
      log.validations.map { ($0.step, $0["nats"]) }, uniquingKeysWith: { $1 })
    let blocks = chosen.map { sample in
      let step = "step \((sample.step ?? 0).withThousandsSeparators)"
      let loss = losses[sample.step].flatMap { $0 }.map { ", \($0.decimal(3)) nats" } ?? ""
      return "<div><span class=\"faint\">\(step)\(loss)</span><pre dir=\"auto\">"
        + "\(Self.visible(sample.shownText))</pre></div>\n"
    }
    return
      "<h2>Samples during training</h2>\n<p class=\"faint\">The same random draws each time, at a "
      + "temperature of 0.7.</p>\n<div class=\"samples\">\n\(blocks.joined())</div>\n"
  }

  /// Text with its line breaks, and visible signs for other control characters.
  private static func visible(_ text: String) -> String {
    text.shownLines.map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map { String($0).printable }
        .joined(separator: "\t")
    }.joined(separator: "\n").escapedForXML
  }
}

extension RunReport {
  /// Charts over the steps: the objective on both parts with the best baseline, and the training
  /// loss in a chart of its own if it is another quantity.
  var curves: String {
    let objective = subject.objective
    let validation = log.validations.compactMap { subject.point($0, $0[objective.key]) }
    let training = Self.thinned(
      log.progress.compactMap { subject.point($0, $0["nats"]) }, to: 400)
    guard training.count + validation.count >= 2 else { return "" }
    let isShared = subject.trainingLoss == objective.name
    let lossLine = LineChart.Line(name: "training", points: training, color: .first)
    var charts = [chart(objective.name, isShared ? training : [], validation)]
    if !isShared, training.count > 1 {
      var chart = LineChart(
        title: "Training loss", xLabel: "step", yLabel: subject.trainingLoss)
      (chart.lines, chart.height) = ([lossLine], 200)
      chart.yLimit = Self.late(training).max().map { $0 * 1.02 }
      charts.append(chart)
    }
    return "<h2>Loss</h2>\n"
      + charts.filter { $0.lines.contains { !$0.isLevel && !$0.points.isEmpty } }
      .map { "<div class=\"scroll\">\($0.svg)</div>\n" }.joined()
  }

  private func chart(
    _ name: String, _ training: [LineChart.Point], _ validation: [LineChart.Point]
  ) -> LineChart {
    let scale = subject.objective.scale
    func scaled(_ points: [LineChart.Point]) -> [LineChart.Point] {
      points.map { .init(x: $0.x, y: $0.y * scale) }
    }
    var chart = LineChart(title: "\(name) while training", xLabel: "step", yLabel: name)
    chart.lines = [
      .init(name: "training", points: scaled(training), color: .first),
      .init(
        name: "validation", points: scaled(validation), color: .second,
        hasDots: validation.count <= 60),
    ].filter { !$0.points.isEmpty }
    let level = hardestBaseline.flatMap { baseline in
      baseline[subject.objective.key].map { (name: baseline.baselineName, y: $0 * scale) }
    }
    if let level {
      chart.lines.append(
        .init(name: level.name, points: [.init(x: 0, y: level.y)], color: .third, isLevel: true))
    }
    // Early losses, near ln V, would compress the rest of the chart.
    let shown = Self.late(scaled(training)) + scaled(validation).map(\.y) + [level?.y ?? 0]
    chart.yLimit = shown.max().map { $0 * 1.02 }
    return chart
  }

  /// Baseline with the best score.
  private var hardestBaseline: LoggedRun.Entry? {
    let known = log.baselines.filter { $0[subject.objective.key] != nil }
    let sign = subject.isGreaterBetter ? -1.0 : 1
    return known.min {
      sign * ($0[subject.objective.key] ?? 0) < sign * ($1[subject.objective.key] ?? 0)
    }
  }

  private static func late(_ points: [LineChart.Point]) -> [Double] {
    points.dropFirst(points.count / 10).map(\.y)
  }

  /// At most `count` points, each the mean of neighbouring points.
  static func thinned(_ points: [LineChart.Point], to count: Int) -> [LineChart.Point] {
    guard points.count > count else { return points }
    return (0..<count).map { k in
      let group = points[points.count * k / count..<points.count * (k + 1) / count]
      let sum = group.reduce((0.0, 0.0)) { ($0.0 + $1.x, $0.1 + $1.y) }
      return .init(x: sum.0 / Double(group.count), y: sum.1 / Double(group.count))
    }
  }
}
