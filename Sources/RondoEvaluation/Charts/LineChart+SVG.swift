import RondoFiles

extension LineChart {
  /// The image.
  package var svg: String { Drawing(chart: self, xRange: xRange, yRange: yRange).svg }
}

/// A chart with its axes.
private struct Drawing {
  let chart: LineChart
  let xRange: ClosedRange<Double>
  let yRange: ClosedRange<Double>

  private var plot: (left: Double, right: Double, top: Double, bottom: Double) { chart.plot }

  var svg: String {
    let (width, height, lines) = (chart.width, chart.height, chart.lines)
    let description =
      "\(chart.yLabel) over \(chart.xLabel): " + lines.map(\.name).joined(separator: ", ")
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
      + "viewBox=\"0 0 \(width) \(height)\" role=\"img\">\n"
      + "<title>\(chart.title.escapedForXML)</title>\n<desc>\(description.escapedForXML)</desc>\n"
      + grid + lines.map(path).joined() + key + "</svg>\n"
  }

  private func x(_ value: Double) -> Double {
    let (low, high) = (xRange.lowerBound, xRange.upperBound)
    return plot.left + (value - low) / (high - low) * (plot.right - plot.left)
  }

  private func y(_ value: Double) -> Double {
    let (low, high) = (yRange.lowerBound, yRange.upperBound)
    let part = min(max((value - low) / (high - low), 0), 1)
    return plot.bottom - part * (plot.bottom - plot.top)
  }

  private var grid: String {
    let yTicks = LineChart.ticks(yRange)
    let xTicks = LineChart.ticks(xRange)
    var html = ""
    for tick in yTicks {
      html += rule(plot.left, y(tick), plot.right, y(tick))
      html += text(Self.label(tick, among: yTicks), plot.left - 6, y(tick) + 4, anchor: "end")
    }
    for tick in xTicks {
      html += rule(x(tick), plot.bottom, x(tick), plot.bottom + 4)
      html += text(Self.label(tick, among: xTicks), x(tick), plot.bottom + 18, anchor: "middle")
    }
    html += rule(plot.left, plot.bottom, plot.right, plot.bottom)
    html += text(chart.xLabel, plot.right, plot.bottom + 34, anchor: "end")
    return html
  }

  /// The number of digits that distinguish neighbours.
  private static func label(_ tick: Double, among ticks: [Double]) -> String {
    let step = ticks.count > 1 ? ticks[1] - ticks[0] : 1
    var (digits, unit) = (0, 1.0)
    while unit > step * 1.0001 && digits < 6 { (digits, unit) = (digits + 1, unit / 10) }
    return tick.decimal(digits)
  }

  private func path(_ line: LineChart.Line) -> String {
    let color = "var(--\(line.color.rawValue))"
    if line.isLevel {
      guard let level = line.points.first?.y, yRange.contains(level) else { return "" }
      let height = y(level).coordinate
      return "<path d=\"M\(plot.left.coordinate) \(height)H\(plot.right.coordinate)\" "
        + "fill=\"none\" stroke=\"\(color)\" stroke-width=\"1.5\" stroke-dasharray=\"5 4\"/>\n"
        + text(line.name, plot.left + 4, y(level) - 5, anchor: "start")
    }
    let points = chart.shown(line.points)
    guard !points.isEmpty else { return "" }
    let places = points.map { "\(x($0.x).coordinate) \(y($0.y).coordinate)" }
    var html =
      "<path d=\"M\(places.joined(separator: "L"))\" fill=\"none\" stroke=\"\(color)\" "
      + "stroke-width=\"1.75\" stroke-linejoin=\"round\"/>\n"
    if line.hasDots {
      for point in points {
        let (left, top) = (x(point.x).coordinate, y(point.y).coordinate)
        html +=
          "<circle cx=\"\(left)\" cy=\"\(top)\" r=\"3\" fill=\"\(color)\"><title>\(point.x.decimal(0)): \(point.y.decimal(4))</title>"
          + "</circle>\n"
      }
    }
    return html
  }

  /// The legend above the plot: the names of the lines with their colours.
  private var key: String {
    var (html, left) = ("", plot.left)
    for line in chart.lines where !line.isLevel && !line.points.isEmpty {
      let color = "var(--\(line.color.rawValue))"
      html +=
        "<path d=\"M\(left.coordinate) 14h18\" stroke=\"\(color)\" stroke-width=\"3\"/>\n"
        + text(line.name, left + 24, 18, anchor: "start")
      left += 24 + Double(DisplayWidth.columns(of: line.name)) * 7 + 24
    }
    return html + text(chart.yLabel, plot.right, 18, anchor: "end")
  }

  private func rule(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
    "<path d=\"M\(x1.coordinate) \(y1.coordinate)L\(x2.coordinate) \(y2.coordinate)\" "
      + "stroke=\"var(--line)\"/>\n"
  }

  private func text(_ content: String, _ x: Double, _ y: Double, anchor: String) -> String {
    "<text x=\"\(x.coordinate)\" y=\"\(y.coordinate)\" text-anchor=\"\(anchor)\">"
      + "\(content.escapedForXML)</text>\n"
  }
}
