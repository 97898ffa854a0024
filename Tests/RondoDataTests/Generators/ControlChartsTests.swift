import Foundation
import RondoNumerics
import Testing
@testable import RondoData

/// The law as its source states it, on charts from one seed: nothing is drawn anew.
@Suite struct ControlChartsTests {
  private func draw(_ generator: ControlCharts, label: Int, count: Int) -> [GeneratedSeries] {
    (0..<count).map {
      let stream = RandomStream(seed: 7, purpose: .general, index: UInt64(label * 1000 + $0))
      return generator.series(label: label, from: stream)
    }
  }

  /// What is left of a chart when 30 and what its parameters say are taken away.
  private func noise(_ chart: GeneratedSeries, label: Int) -> [Double] {
    let p = chart.parameters
    return chart.values.enumerated().map { index, value in
      let t = Double(index)
      let signal =
        switch label {
        case 2: p[0] * sin(2 * .pi * t / p[1])
        case 3, 4: p[2] * t
        case 5, 6: t < p[4] ? 0 : p[3]
        default: 0.0
        }
      return Double(value) * p[6] + p[5] - 30 - signal
    }
  }

  @Test(arguments: SeriesLaw.allCases, 1...6)
  func `what the signal leaves is uniform noise from -6 to 6`(law: SeriesLaw, label: Int) {
    let charts = draw(ControlCharts(law: law), label: label, count: 60)
    let rest = charts.flatMap { noise($0, label: label) }
    Moments(rest).expect(mean: 0, variance: 12, kurtosis: 1.8)
    // Values near 60 are stored in single precision, with steps of 4e-6.
    #expect(rest.allSatisfy { abs($0) < 6.00001 })
    #expect(rest.max() ?? 0 > 5.98 && rest.min() ?? 0 < -5.98)
  }

  @Test func `a chart has the parameters of its class and no others`() {
    let present: [Set<Int>] = [[], [0, 1], [2], [2], [3, 4], [3, 4]]
    for (label, present) in zip(1..., present) {
      for chart in draw(ControlCharts(), label: label, count: 5) {
        #expect(chart.parameters.count == 7 && chart.values.count == 60)
        for index in 0..<5 {
          #expect(chart.parameters[index].isNaN == !present.contains(index), "class \(label)")
        }
        #expect(Array(chart.parameters[5...]) == [0, 1])
      }
    }
  }

  /// Label, parameter, and the range that it is uniform on.
  @Test(arguments: [
    (2, 0, 10, 15), (2, 1, 10, 15), (3, 2, 0.2, 0.5), (4, 2, -0.5, -0.2), (5, 3, 7.5, 20),
    (6, 3, -20, -7.5),
  ])
  func `parameters fill their ranges`(label: Int, index: Int, low: Double, high: Double) {
    let found = draw(ControlCharts(), label: label, count: 400).map { $0.parameters[index] }
    let width = high - low
    #expect(found.allSatisfy { $0 >= low && $0 <= high })
    #expect(found.min() ?? high < low + 0.02 * width && found.max() ?? low > high - 0.02 * width)
    Moments(found).expect(mean: (low + high) / 2, variance: width * width / 12, kurtosis: 1.8)
  }

  @Test(arguments: [(SeriesLaw.published, 60, 20...40), (.archived, 60, 20...39)])
  func `shifts begin on every sample of the middle third`(
    law: SeriesLaw, length: Int, starts: ClosedRange<Int>
  ) {
    for label in [5, 6] {
      let charts = draw(ControlCharts(law: law, length: length), label: label, count: 400)
      #expect(Set(charts.map { $0.parameters[4] }) == Set(starts.map(Double.init)))
    }
  }

  @Test(arguments: SeriesLaw.allCases, [16, 61, 400])
  func `charts have any length`(law: SeriesLaw, length: Int) {
    let third = Double(length) / 3
    for label in 1...6 {
      for chart in draw(ControlCharts(law: law, length: length), label: label, count: 20) {
        #expect(chart.values.count == length && chart.values.allSatisfy(\.isFinite))
        let start = chart.parameters[4]
        #expect(start.isNaN || (start >= third && start <= 2 * third))
      }
    }
  }
}
