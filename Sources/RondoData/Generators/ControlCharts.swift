public import RondoNumerics

/// Synthetic control charts of a process: normal, cyclic, with a trend, or with a sudden shift.
///
///     let generator = ControlCharts(law: .published, length: 60)
///     let cyclic = generator.series(label: 2, from: RandomStream(seed: 1, purpose: .general))
///
/// Published (Alcock & Manolopoulos 1999, "Time-series similarity queries employing a feature-based
/// approach", after Pham & Chan 1998), for t = 0…59, with r(t) uniform on (−3, 3) for each sample:
///
/// ```text
/// normal   30 + 2·r(t)
/// cyclic   30 + 2·r(t) + a·sin(2πt/T)   a and T uniform on [10, 15]
/// trend    30 + 2·r(t) ± g·t            g uniform on [0.2, 0.5]
/// shift    30 + 2·r(t) ± x from t₃ on   x uniform on [7.5, 20], t₃ on 20…40
/// ```
///
/// Archived: each series is scaled to mean 0 and standard deviation 1, and t₃ is uniform on 20…39:
/// in the archive's file, every unambiguous shift comes after 20 to 39 samples, never after 40. For
/// another length n, 20 and 40 are n/3 and 2n/3, rounded up and down; all else is unchanged, so
/// that trends climb higher in a longer chart. `Sendable`.
public struct ControlCharts: SeriesGenerator {
  public let name = "ControlCharts"
  public let classes = [
    "normal", "cyclic", "increasing-trend", "decreasing-trend", "upward-shift", "downward-shift",
  ]
  /// `gradient` is ±g and `magnitude` ±x, with their signs; `start` is t₃, counted from 0.
  public let parameterNames =
    ["amplitude", "period", "gradient", "magnitude", "start"] + GeneratedSeries.scalingNames
  public let law: SeriesLaw
  public let length: Int
  /// As in the archive: equal numbers of each class in each part, in the order of the classes.
  public let split = SeriesSplit.balanced

  /// Creates a generator of charts of a length, at least 16.
  public init(law: SeriesLaw = .published, length: Int = 60) {
    precondition(length >= 16, "a length of \(length) is below 16")
    (self.law, self.length) = (law, length)
  }

  public func series(label: Int, from stream: RandomStream) -> GeneratedSeries {
    let chart = Chart(label: label, length: length, law: law, stream)
    let raw = (0..<length).map { t in
      let noise = stream.uniform(in: -3..<3, at: RandomStream.firstSample + UInt64(t))
      return 30 + 2 * noise + chart.signal(at: t)
    }
    return GeneratedSeries(raw: raw, parameters: chart.parameters, law: law)
  }

  /// The random parameters of one chart; NaN for those that its class does not have.
  private struct Chart {
    var amplitude = Double.nan
    var period = Double.nan
    var gradient = Double.nan
    var magnitude = Double.nan
    var start = Double.nan

    var parameters: [Double] { [amplitude, period, gradient, magnitude, start] }

    init(label: Int, length: Int, law: SeriesLaw, _ stream: RandomStream) {
      let sign = label % 2 == 1 ? 1.0 : -1.0
      switch label {
      case 1: break
      case 2:
        amplitude = stream.uniform(in: 10..<15, at: 0)
        period = stream.uniform(in: 10..<15, at: 1)
      case 3, 4: gradient = sign * stream.uniform(in: 0.2..<0.5, at: 0)
      case 5, 6:
        let latest = 2 * length / 3 - (law == .archived ? 1 : 0)
        magnitude = sign * stream.uniform(in: 7.5..<20, at: 0)
        start = Double(stream.integer(in: (length + 2) / 3...latest, at: 1))
      default: preconditionFailure("the labels are 1 to 6, not \(label)")
      }
    }

    func signal(at t: Int) -> Double {
      let t = Double(t)
      if !amplitude.isNaN { return amplitude * ReproducibleMath.sine(turns: t / period) }
      if !gradient.isNaN { return gradient * t }
      return t >= start ? magnitude : 0  // a comparison with NaN is false
    }
  }
}
