public import RondoData

/// How the values of series are brought to one size before a network reads them.
///
/// `Sendable`.
public struct SeriesScaling: Sendable, Hashable, Codable {
  /// What the mean and the deviation are of.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// All training cases, for each channel: what tells cases apart by their size stays.
    case set
    /// Each case by itself, for each channel.
    case `case`
    /// Nothing: values stay as they are.
    case none
  }

  /// What the mean and the deviation are of.
  public let kind: Kind
  /// The mean of each channel, [C]; of all training cases, whatever the kind.
  public let means: [Double]
  /// The deviation of each channel, [C], 1 where a channel is constant; of all training cases.
  public let deviations: [Double]

  /// The scaling that training cases ask for; missing values do not count.
  public init(_ kind: Kind, of cases: [SeriesCase], channels: Int) {
    self.kind = kind
    var (means, deviations): ([Double], [Double]) = ([], [])
    for channel in 0..<channels {
      let (mean, deviation) = Self.moments(of: cases, channel: channel)
      means.append(mean)
      deviations.append(deviation)
    }
    (self.means, self.deviations) = (means, deviations)
  }

  /// The mean and the deviation of a channel over some cases, 0 and 1 where it has no values; the
  /// deviation is 1 where it is no more than rounding.
  private static func moments(
    of cases: [SeriesCase], channel: Int
  ) -> (mean: Double, deviation: Double) {
    var (count, sum) = (0.0, 0.0)
    func forEach(_ body: (Double) -> Void) {
      for item in cases {
        for step in 0..<item.length {
          let value = item[step, channel]
          if value.isFinite { body(value) }
        }
      }
    }
    forEach { value in
      count += 1
      sum += value
    }
    guard count > 0, sum.isFinite else { return (0, 1) }
    let mean = sum / count
    var squares = 0.0
    forEach { squares += ($0 - mean) * ($0 - mean) }
    let deviation = (squares / count).squareRoot()
    return (mean, deviation > abs(mean) * 1e-12 && deviation.isFinite ? deviation : 1)
  }

  /// The mean and the deviation of each channel for one case.
  func moments(of item: SeriesCase) -> [(mean: Double, deviation: Double)] {
    means.indices.map { channel in
      switch kind {
      case .set: (means[channel], deviations[channel])
      case .case: Self.moments(of: [item], channel: channel)
      case .none: (0, 1)
      }
    }
  }
}
