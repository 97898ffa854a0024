import RondoNumerics
import Testing

@testable import RondoData

/// The law: level, trend, two waves, and noise whose best forecast is known.
@Suite struct SeasonalSeriesTests {
  private let generator = SeasonalSeries(length: 20_000)

  private func noise(_ index: Int) -> [Double] {
    let site = SeasonalSeries.sites[index]
    let stream = RandomStream(seed: 4, purpose: .general, index: UInt64(index))
    return generator.values(of: site, from: stream).enumerated().map {
      $0.element - SeasonalSeries.mean(of: site, at: $0.offset)
    }
  }

  @Test(arguments: 0..<4) func `the mean leaves noise with correlation 0.7`(index: Int) {
    let (noise, site) = (noise(index), SeasonalSeries.sites[index])
    let moments = Moments(noise)
    // Effectively 20,000·(1 − ρ)/(1 + ρ) ≈ 3,500 independent values.
    #expect(abs(moments.mean) < 4 * site.deviation / 59)
    #expect(abs(moments.variance.squareRoot() / site.deviation - 1) < 0.05)
    let found = correlation(Array(noise.dropLast()), Array(noise.dropFirst()))
    #expect(abs(found - 0.7) < 0.02)
    for hours in [1, 2, 24] {
      let errors = zip(noise, noise.dropFirst(hours)).map {
        $1 - $0 * ReproducibleMath.power(0.7, hours)
      }
      let least = SeasonalSeries.leastError(of: site, ahead: hours)
      #expect(abs(Moments(errors).variance.squareRoot() / least - 1) < 0.05, "\(hours) h")
    }
  }

  @Test(arguments: SeasonalSeries.sites.indices)
  func `the mean has its trend, its daily peak and its weekly peak`(index: Int) {
    let site = SeasonalSeries.sites[index]
    func mean(_ hour: Int) -> Double { SeasonalSeries.mean(of: site, at: hour) }
    let week = (0..<168).map(mean)
    #expect(abs(mean(168 * 5) - mean(0) - 5 * site.trend) < 1e-9)
    let average = week.reduce(0, +) / 168
    #expect(abs(average - site.level - site.trend * 83.5 / 168) < 1e-9)
    // Sums over whole days have no daily wave, sums of one hour over a week no weekly one.
    let days = (0..<7).map { day in
      week[day * 24..<day * 24 + 24].reduce(0, +) - site.trend * 24 * Double(day) / 7
    }
    #expect(days.firstIndex(of: days.max() ?? 0) == Int(site.weekday))
    let hours = (0..<24).map { hour in
      stride(from: hour, to: 168, by: 24).reduce(0) { $0 + week[$1] }
        - site.trend * 7 * Double(hour) / 168
    }
    #expect(hours.firstIndex(of: hours.max() ?? 0) == Int(site.peak))
    #expect(abs((hours.max() ?? 0) - (hours.min() ?? 0) - 14 * site.day) < 0.5 * site.day)
  }

  @Test func `rows have hours of the Gregorian calendar, one series after another`() {
    let rows = SeasonalSeries(length: 20_000).rows(seed: 4)
    #expect(rows.count == 80_000)
    #expect(rows[0][0...1] == ["bakery", "2031-03-03T00:00"])
    #expect(rows[28 * 24 + 23][1] == "2031-03-31T23:00" && rows[29 * 24][1] == "2031-04-01T00:00")
    #expect(rows[304 * 24][1] == "2032-01-01T00:00" && rows[363 * 24][1] == "2032-02-29T00:00")
    #expect(rows[364 * 24 + 7][1] == "2032-03-01T07:00")
    #expect(rows[20_000][0...1] == ["foundry", "2031-03-03T00:00"])
    let noise = noise(1)
    let mean = SeasonalSeries.mean(of: SeasonalSeries.sites[1], at: 3)
    #expect(abs((Double(rows[20_003][2]) ?? .nan) - mean - noise[3]) < 0.00501)
  }
}
