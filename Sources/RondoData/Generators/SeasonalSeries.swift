import RondoFiles
import RondoNumerics

/// Hourly series with a daily and a weekly period, a trend and noise, to forecast.
///
///     SeasonalSeries(length: 1008).rows(seed: 1).first  // ["bakery", "2031-03-03T00:00", "45.06"]
///
/// A long table of the hourly gas use of four works from Monday, 2031-03-03, one series after
/// another. With t in hours from the first, and the figures of ``sites``,
///
/// ```text
/// value = level + trend·t/168 + day·cos(2π(t − peak)/24)
///         + week·cos(2π(t/168 − (weekday + ½)/7)) + e(t)
/// e(t) = ρ·e(t−1) + σ·√(1 − ρ²)·ε(t), ρ = 0.7, e(0) = σ·ε(0), ε standard normal
/// ```
///
/// No forecast h hours ahead has a root mean square error below ``leastError(of:ahead:)``,
/// σ·√(1 − ρ²ʰ). `Sendable`.
public struct SeasonalSeries: TableGenerator {
  /// The figures of one series.
  ///
  /// `Sendable`.
  public struct Site: Sendable {
    /// Name of the series.
    public let name: String
    /// Mean at the start, and its growth a week.
    public let level, trend: Double
    /// Amplitude of the daily wave, and the hour of its peak.
    public let day, peak: Double
    /// Amplitude of the weekly wave, and the day of its peak (Monday is 0).
    public let week, weekday: Double
    /// Standard deviation σ of the noise.
    public let deviation: Double
  }

  public let name = "seasonal"
  public let columns = ["site", "time", "value"]
  public let delimiter = TableDelimiter.comma
  /// Hours of each series.
  public let length: Int

  /// Correlation ρ of the noise with itself an hour later.
  public static let correlation = 0.7

  /// The four series.
  public static let sites = [
    Site(
      name: "bakery", level: 40, trend: 0.5, day: 12, peak: 4, week: 6, weekday: 5, deviation: 2),
    Site(
      name: "foundry", level: 120, trend: -2, day: 30, peak: 13, week: 25, weekday: 2,
      deviation: 6),
    Site(
      name: "laundry", level: 25, trend: 0, day: 8, peak: 10, week: 7, weekday: 0, deviation: 1.5),
    Site(
      name: "pumps", level: 60, trend: 1, day: 5, peak: 20, week: 4, weekday: 6, deviation: 3),
  ]

  /// Four series.
  ///
  /// - Parameter length: the hours of each, from 1 to 100,000.
  public init(length: Int = 1008) {
    precondition((1...100_000).contains(length), "\(length) hours are not from 1 to 100000")
    self.length = length
  }

  /// The root mean square error of the best forecast of a series some hours ahead.
  public static func leastError(of site: Site, ahead hours: Int) -> Double {
    site.deviation * (1 - ReproducibleMath.power(correlation, 2 * hours)).squareRoot()
  }

  public func rows(seed: UInt64) -> [[String]] {
    let stamps = Self.stamps(length)
    return Self.sites.enumerated().flatMap { index, site in
      let stream = RandomStream(seed: seed, purpose: .general, index: UInt64(index))
      return zip(stamps, values(of: site, from: stream)).map { stamp, value in
        [site.name, stamp, DecimalText.fixed(value, 2)]
      }
    }
  }

  /// One series, before it is rounded. [T]
  func values(of site: Site, from stream: RandomStream) -> [Double] {
    let step = (1 - Self.correlation * Self.correlation).squareRoot()
    var noise = site.deviation * stream.normal(at: 0)
    return (0..<length).map { hour in
      if hour > 0 {
        noise =
          Self.correlation * noise + site.deviation * step * stream.normal(at: UInt64(hour))
      }
      return Self.mean(of: site, at: hour) + noise
    }
  }

  /// The value without noise.
  static func mean(of site: Site, at hour: Int) -> Double {
    let weeks = Double(hour) / 168
    let daily = ReproducibleMath.cosine(turns: (Double(hour) - site.peak) / 24)
    let weekly = ReproducibleMath.cosine(turns: weeks - (site.weekday + 0.5) / 7)
    return site.level + site.trend * weeks + site.day * daily + site.week * weekly
  }

  /// The hours from 2031-03-03T00:00, in the Gregorian calendar.
  private static func stamps(_ count: Int) -> [String] {
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    var (year, month, day) = (2031, 3, 3)
    var stamps: [String] = []
    stamps.reserveCapacity(count)
    for hour in 0..<count {
      if hour > 0 && hour % 24 == 0 {
        day += 1
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
        if month > 12 { (year, month) = (year + 1, 1) }
      }
      stamps.append("\(year)-\(padded(month))-\(padded(day))T\(padded(hour % 24)):00")
    }
    return stamps
  }
}
