import Testing
@testable import RondoEvaluation

struct LineChartTests {
  private func chart(_ points: [(Double, Double)], limit: Double? = nil) -> LineChart {
    var chart = LineChart(title: "<T>", xLabel: "step", yLabel: "nats")
    chart.lines = [
      .init(
        name: "a & b", points: points.map { .init(x: $0.0, y: $0.1) }, color: .first,
        hasDots: true)
    ]
    chart.yLimit = limit
    return chart
  }

  /// The places of the dots.
  private func dots(_ chart: LineChart) throws -> [(x: Double, y: Double)] {
    try PageReader(HTMLPage(title: "t", body: chart.svg).html).all("circle").map { circle in
      (
        x: try #require(Double(circle.attributes["cx"] ?? "")),
        y: try #require(Double(circle.attributes["cy"] ?? ""))
      )
    }
  }

  @Test(arguments: [[(0.0, 1.0)], [(5, 2), (5, 2)], [(0, -3), (1e9, 1e-9)], [(1, 0), (2, 1e12)]])
  func `dots stand inside the plot`(points: [(Double, Double)]) throws {
    let chart = chart(points)
    for dot in try dots(chart) {
      #expect((chart.plot.left...chart.plot.right).contains(dot.x))
      #expect((chart.plot.top...chart.plot.bottom).contains(dot.y))
    }
  }

  @Test func `greater numbers stand higher and further right, and a limit cuts them off`() throws {
    let found = try dots(chart([(0, 1), (10, 2), (20, 4)]))
    #expect(found[0].x < found[1].x && found[1].x < found[2].x)
    #expect(found[0].y > found[1].y && found[1].y > found[2].y)
    let cut = chart([(0, 200), (5, 100), (10, 2), (20, 1)], limit: 2)
    let points = cut.shown(cut.lines[0].points)
    #expect(points.count == 3 && points[0].y == cut.yRange.upperBound)
    #expect((5...10).contains(points[0].x) && points[1...] == cut.lines[0].points[2...])
    #expect(try dots(cut)[0].y == cut.plot.top)
  }

  @Test func `what is not a number is left out, and nothing is drawn of nothing`() throws {
    #expect(try dots(chart([(0, .nan), (1, 2), (2, .infinity), (3, 1)])).count == 2)
    #expect(try dots(chart([])).isEmpty)
  }

  @Test(arguments: [(0.0, 1.0), (1.2, 1.9), (0, 30_000), (-5, 5), (0, 1e-7), (2, 2)])
  func `ticks are a few round numbers in the range`(low: Double, high: Double) {
    let ticks = LineChart.ticks(low...high)
    #expect(ticks.count <= 6 && (low == high || ticks.count >= 2))
    #expect(ticks.allSatisfy { (low - 1e-12...high * 1.000001 + 1e-12).contains($0) })
  }
}
