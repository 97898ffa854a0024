import RondoNumerics
import Testing
@testable import RondoData

/// The laws as their sources state them, on series from one seed: nothing is drawn anew.
@Suite struct CylinderBellFunnelTests {
  private func draw(
    _ generator: CylinderBellFunnel, label: Int, count: Int
  ) -> [GeneratedSeries] {
    (0..<count).map {
      let stream = RandomStream(seed: 7, purpose: .general, index: UInt64(label * 1000 + $0))
      return generator.series(label: label, from: stream)
    }
  }

  /// What is left of a series when the figure of its parameters is taken away.
  private func noise(_ series: GeneratedSeries, label: Int) -> [Double] {
    let p = series.parameters
    let (onset, end, amplitude, subtracted, divisor) = (p[0], p[1], p[2], p[3], p[4])
    return series.values.enumerated().map { index, value in
      let t = Double(index + 1)
      var figure = t >= onset && t <= end ? amplitude : 0
      if label == 2 { figure *= (t - onset) / (end - onset) }
      if label == 3 { figure *= (end - t) / (end - onset) }
      return Double(value) * divisor + subtracted - figure
    }
  }

  @Test(arguments: SeriesLaw.allCases, 1...3)
  func `what the figure leaves is standard normal noise`(law: SeriesLaw, label: Int) {
    let series = draw(CylinderBellFunnel(law: law), label: label, count: 60)
    let rest = series.flatMap { noise($0, label: label) }
    #expect(rest.count == 60 * 128)
    // Standardised values carry the error of the estimated mean and deviation, none of the noise.
    Moments(rest).expect(mean: 0, variance: 1, kurtosis: 3)
    #expect(abs(correlation(Array(rest.dropLast()), Array(rest.dropFirst()))) < 0.046)
  }

  @Test func `published, the onset is on 16...32 and the end 32...96 later`() {
    let series = draw(CylinderBellFunnel(law: .published), label: 1, count: 900)
    let onsets = series.map { $0.parameters[0] }
    let durations = series.map { $0.parameters[1] - $0.parameters[0] }
    #expect(Set(onsets) == Set((16...32).map(Double.init)))
    #expect(durations.min() == 32 && durations.max() == 96)
    Moments(onsets).expect(mean: 24, variance: (17 * 17 - 1) / 12, kurtosis: 1.7917)
    Moments(durations).expect(mean: 64, variance: (65 * 65 - 1) / 12, kurtosis: 1.7994)
    #expect(abs(correlation(onsets, durations)) < 4 / 30)
    let amplitudes = Moments(series.map { $0.parameters[2] })
    #expect(abs(amplitudes.mean - 6) < 4 / 30)
    #expect(abs(amplitudes.variance - 1) < 4 * (2.0 / 900).squareRoot())
    #expect(series.allSatisfy { Array($0.parameters[3...]) == [0, 1] })
  }

  @Test func `archived, the onset is on 16...31, the end on 65...128, the amplitude 6`() {
    let series = draw(CylinderBellFunnel(law: .archived), label: 2, count: 900)
    let (onsets, ends) = (series.map { $0.parameters[0] }, series.map { $0.parameters[1] })
    #expect(Set(onsets) == Set((16...31).map(Double.init)))
    #expect(Set(ends) == Set((65...128).map(Double.init)))
    #expect(abs(correlation(onsets, ends)) < 4 / 30)
    #expect(zip(onsets, ends).contains { $1 - $0 > 96 }, "beyond the published law")
    #expect(series.allSatisfy { $0.parameters[2] == 6 })
  }

  @Test(arguments: 1...3)
  func `archived, each series has mean 0 and deviation 1`(label: Int) {
    for one in draw(CylinderBellFunnel(law: .archived), label: label, count: 20) {
      let values = one.values.map(Double.init)
      let mean = values.reduce(0, +) / 128
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      #expect(abs(mean) < 1e-7, "single precision")
      #expect(abs(squares / 127 - 1) < 1e-6)
    }
  }

  @Test(arguments: SeriesLaw.allCases, [16, 17, 31, 500])
  func `in any length the figure lies inside`(law: SeriesLaw, length: Int) {
    let generator = CylinderBellFunnel(law: law, length: length)
    for label in 1...3 {
      for one in draw(generator, label: label, count: 50) {
        #expect(one.values.count == length && one.values.allSatisfy(\.isFinite))
        #expect(one.parameters.count == generator.parameterNames.count)
        #expect(one.parameters[0] >= Double(length / 8))
        #expect(one.parameters[0] < one.parameters[1] && one.parameters[1] <= Double(length))
      }
    }
  }
}
