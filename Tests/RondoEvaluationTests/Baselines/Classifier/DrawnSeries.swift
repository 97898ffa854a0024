import TestSupport

@testable import RondoEvaluation

/// Small random series with ties, for comparison with plain definitions.
struct DrawnSeries {
  var random: SeededIDs

  init(seed: UInt64) { random = SeededIDs(seed: seed) }

  /// A series `[T, C]` of whole numbers, walking up and down.
  mutating func series(length: Int, channels: Int) -> [Float] {
    var values = (0..<channels).map { _ in Float(random.number(below: 5)) }
    return (0..<length).flatMap { _ in
      for channel in values.indices { values[channel] += Float(random.number(below: 5)) - 2 }
      return values
    }
  }

  /// Series whose lengths differ where `varies` is true; one in four repeats an earlier one.
  mutating func set(count: Int, length: Int, channels: Int, varies: Bool) -> [[Float]] {
    var set: [[Float]] = []
    for _ in 0..<count {
      let own = varies ? 1 + random.number(below: length) : length
      let repeated = !set.isEmpty && random.number(below: 4) == 0
      set.append(
        repeated ? set[random.number(below: set.count)] : series(length: own, channels: channels))
    }
    return set
  }
}

/// Dynamic time warping as it is defined, without shortcuts.
func warpingCost(_ a: [Float], _ b: [Float], channels: Int, radius: Int) -> Double {
  let (n, m) = (a.count / channels, b.count / channels)
  let radius = min(max(radius, abs(n - m)), n + m)
  var costs = Array(repeating: Array(repeating: Double.infinity, count: m + 1), count: n + 1)
  costs[0][0] = 0
  for i in 1...n {
    for j in 1...m where abs(i - j) <= radius {
      let distance = (0..<channels).reduce(0.0) { sum, channel in
        let difference =
          Double(a[(i - 1) * channels + channel]) - Double(b[(j - 1) * channels + channel])
        return sum + difference * difference
      }
      costs[i][j] = distance + min(costs[i - 1][j - 1], costs[i - 1][j], costs[i][j - 1])
    }
  }
  return costs[n][m]
}
