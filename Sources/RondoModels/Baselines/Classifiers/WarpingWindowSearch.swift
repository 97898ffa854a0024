/// Learns the window of dynamic time warping: the percentage of the longest series with which each
/// series of the training part, classified by the others, is least often mistaken.
///
/// Windows are tried from the widest to the narrowest. The cost in a narrower window is never less,
/// so a cost found once stays a bound; and while the window holds the path of that cost, it stays
/// the cost. Most pairs are therefore compared only once or twice (the idea of Tan, Herrmann,
/// Forestier, Webb & Petitjean 2018, "Efficient search of the best warping window for dynamic time
/// warping").
struct WarpingWindowSearch {
  private let set: PlainSeries
  private let labels: [Int]
  private var warping: DynamicTimeWarping
  /// For each pair i < j, at i · N + j, the cost in the last window or a bound below it.
  private var costs: [Double]
  /// The narrowest window with that cost; `Int32.max` for a bound.
  private var reaches: [Int32]
  /// The nearest other series in the last window.
  private var nearest: [Int]

  /// Prepares a search over series, none of them empty, and their labels.
  init(_ set: PlainSeries, labels: [Int]) {
    (self.set, self.labels) = (set, labels)
    warping = DynamicTimeWarping(length: set.greatestLength)
    costs = Array(repeating: 0, count: set.count * set.count)
    reaches = Array(repeating: .max, count: set.count * set.count)
    nearest = (0..<set.count).map { $0 == 0 ? min(1, set.count - 1) : 0 }
  }

  /// The best percentage, of equally good ones the smallest.
  mutating func percentage() -> Int {
    guard set.count > 1 else { return 100 }
    var (best, fewest) = (100, Int.max)
    var lastRadius = -1
    var mistakes = 0
    for percentage in (0...100).reversed() {
      let radius = Self.steps(percentage, of: set.greatestLength)
      if radius != lastRadius {
        mistakes = (0..<set.count).count { labels[findNearest($0, radius)] != labels[$0] }
        lastRadius = radius
      }
      if mistakes <= fewest { (best, fewest) = (percentage, mistakes) }
    }
    return best
  }

  /// A percentage of a length in steps, rounded up.
  static func steps(_ percentage: Int, of length: Int) -> Int { (percentage * length + 99) / 100 }

  private mutating func findNearest(_ index: Int, _ radius: Int) -> Int {
    var best = NearestCandidate(index: .max)
    for other in 0..<set.count where other != index && isKnown(index, other, radius) {
      best.consider(costs[pair(index, other)], other)
    }
    compare(index, nearest[index], radius, &best)
    for other in 0..<set.count where other != index { compare(index, other, radius, &best) }
    nearest[index] = best.index
    return best.index
  }

  private func pair(_ first: Int, _ second: Int) -> Int {
    first < second ? first * set.count + second : second * set.count + first
  }

  private func widened(_ radius: Int, _ first: Int, _ second: Int) -> Int {
    max(radius, abs(set.length(first) - set.length(second)))
  }

  private func isKnown(_ first: Int, _ second: Int, _ radius: Int) -> Bool {
    Int(reaches[pair(first, second)]) <= widened(radius, first, second)
  }

  private mutating func compare(
    _ first: Int, _ second: Int, _ radius: Int, _ best: inout NearestCandidate
  ) {
    let pair = pair(first, second)
    if isKnown(first, second, radius) || costs[pair] > best.cost { return }
    let width = widened(radius, first, second)
    var result = warp(first, second, width, limit: best.cost, findsReach: false)
    // Only costs that count are worth the slower search for their paths' reach.
    if result.isComplete {
      result = warp(first, second, width, limit: best.cost, findsReach: true)
      best.consider(result.cost, second)
    }
    costs[pair] = max(costs[pair], result.cost)
    reaches[pair] = result.isComplete ? Int32(result.reach) : .max
  }

  private mutating func warp(
    _ first: Int, _ second: Int, _ radius: Int, limit: Double, findsReach: Bool
  ) -> DynamicTimeWarping.Result {
    let set = set
    return set.values.withUnsafeBufferPointer { values in
      warping.compare(
        values.baseAddress! + set.starts[first], set.length(first),
        values.baseAddress! + set.starts[second], set.length(second), channels: set.channels,
        radius: radius, limit: limit, findsReach: findsReach)
    }
  }
}
