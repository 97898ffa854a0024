import RondoNumerics
import Testing

@testable import RondoData

/// The law: regimes of 100 to 300 steps that differ only in autocorrelation.
@Suite struct RegimeSeriesTests {
  private let generator = RegimeSeries(count: 60, length: 3000)

  private var series: [(values: [Double], regimes: [Int])] {
    (0..<generator.count).map { generator.series($0, seed: 11) }
  }

  @Test func `regimes are equal in mean and variance and differ in autocorrelation`() {
    let series = series
    for (regime, expected) in RegimeSeries.regimes.enumerated() {
      // The sixtieth step of a regime hardly depends on those of others: 0.9⁶⁰ is 0.002.
      var independent: [Double] = []
      var (before, after): ([Double], [Double]) = ([], [])
      for (values, regimes) in series {
        for step in 60..<values.count where regimes[step] == regime {
          before.append(values[step - 1])
          after.append(values[step])
          if step % 60 == 0 { independent.append(values[step]) }
        }
      }
      Moments(independent).expect(mean: 0, variance: 1, kurtosis: 3)
      let found = correlation(before, after)
      #expect(abs(found - expected.correlation) < 0.015, "\(expected.name): \(found)")
      #expect(abs(Moments(after).variance - 1) < 0.06, "\(expected.name)")
      #expect(abs(Moments(after).mean) < 0.06, "\(expected.name)")
    }
  }

  @Test func `a regime lasts 100 to 300 steps and another one follows`() {
    var durations: [Int] = []
    var borders: Set<[Int]> = []
    for (_, regimes) in series {
      var start = 0
      for step in 1..<regimes.count where regimes[step] != regimes[step - 1] {
        durations.append(step - start)
        borders.insert([regimes[step - 1], regimes[step]])
        start = step
      }
    }
    #expect(durations.allSatisfy { (100...300).contains($0) })
    #expect((durations.min() ?? 0) < 105 && (durations.max() ?? 0) > 295)
    #expect(borders.count == 6)
    let share = Double(series.flatMap(\.regimes).count { $0 == 2 }) / 180_000
    #expect(abs(share - 1.0 / 3) < 0.05)
  }

  @Test func `a series depends on its number, the seed and nothing else`() {
    let small = RegimeSeries(count: 2, length: 400)
    let (values, regimes) = small.series(1, seed: 11)
    #expect(values == Array(generator.series(1, seed: 11).values.prefix(400)))
    #expect(values != small.series(0, seed: 11).values)
    #expect(values != small.series(1, seed: 12).values)
    let rows = small.rows(seed: 11)
    #expect(rows.count == 800 && rows.allSatisfy { $0.count == 4 })
    for (step, row) in rows.dropFirst(400).enumerated() {
      #expect(row[0...1] == ["2", "\(step)"])
      #expect(abs((Double(row[2]) ?? .nan) - values[step]) < 0.000501)
      #expect(row[3] == RegimeSeries.regimes[regimes[step]].name)
    }
  }
}
