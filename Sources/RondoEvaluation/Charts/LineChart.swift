/// Lines over a common axis, as an SVG image for an `HTMLPage`, whose colours it uses.
///
/// `Sendable`.
package struct LineChart: Sendable {
  package struct Point: Sendable, Hashable {
    package var x: Double
    package var y: Double

    package init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
  }

  /// The colours of the page by their names.
  package enum Color: String { case first, second, third }

  package struct Line: Sendable {
    var name: String
    package var points: [Point]
    var color: Color
    /// Whether each point has a dot.
    var hasDots = false
    /// Whether it is a dashed line from edge to edge, for which one point is enough.
    package var isLevel = false

    package init(
      name: String, points: [Point], color: Color, hasDots: Bool = false, isLevel: Bool = false
    ) {
      (self.name, self.points, self.color) = (name, points, color)
      (self.hasDots, self.isLevel) = (hasDots, isLevel)
    }
  }

  var title: String
  var xLabel: String
  var yLabel: String
  package var lines: [Line] = []
  package var height = 320
  /// The largest number shown; points above it are outside the image.
  package var yLimit: Double?
  let width = 880

  package init(title: String, xLabel: String, yLabel: String) {
    (self.title, self.xLabel, self.yLabel) = (title, xLabel, yLabel)
  }

  var plot: (left: Double, right: Double, top: Double, bottom: Double) {
    (52, Double(width) - 16, 30, Double(height) - 40)
  }

  /// The numbers at the ends of the axes.
  var xRange: ClosedRange<Double> {
    let all = lines.filter { !$0.isLevel }.flatMap { $0.points.map(\.x) }.filter(\.isFinite)
    return Self.range(0, all.max() ?? 1)
  }

  var yRange: ClosedRange<Double> {
    let all = lines.flatMap { $0.points.map(\.y) }.filter(\.isFinite)
    let (low, high) = (all.min() ?? 0, min(all.max() ?? 1, yLimit ?? .infinity))
    let margin = max((high - low) * 0.05, abs(high) * 0.01, 1e-6)
    return Self.range(low < 0 ? low - margin : max(0, low - margin), high + margin)
  }

  /// The points that are drawn: those before the line first enters the image from above are
  /// omitted, except the point of entry.
  func shown(_ points: [Point]) -> [Point] {
    let finite = points.filter { $0.x.isFinite && $0.y.isFinite }
    let top = yRange.upperBound
    guard let first = finite.firstIndex(where: { $0.y <= top }), first > 0 else { return finite }
    let (above, below) = (finite[first - 1], finite[first])
    let part = (above.y - top) / (above.y - below.y)
    let entry = Point(x: above.x + part * (below.x - above.x), y: top)
    return [entry] + finite[first...]
  }

  private static func range(_ low: Double, _ high: Double) -> ClosedRange<Double> {
    high > low ? low...high : low...low + 1
  }

  /// About five round numbers within a range.
  static func ticks(_ range: ClosedRange<Double>) -> [Double] {
    let wanted = (range.upperBound - range.lowerBound) / 5
    guard wanted > 0, wanted.isFinite else { return [] }
    var unit = 1.0
    while unit > wanted { unit /= 10 }
    while unit * 10 <= wanted { unit *= 10 }
    let step = [1.0, 2, 5, 10].map { $0 * unit }.first { $0 >= wanted } ?? 10 * unit
    let first = (range.lowerBound / step).rounded(.up)
    let last = (range.upperBound / step).rounded(.down)
    guard first <= last else { return [] }
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }
}
