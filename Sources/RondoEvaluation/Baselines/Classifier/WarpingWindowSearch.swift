import RondoNumerics

/// The search for the window of dynamic time warping: the percentage of the longest series with the
/// fewest errors when each series of the training part is classified by the others.
///
/// Windows are tried from the widest to the narrowest. The cost with a narrower window is never
/// smaller, so that a known cost remains a lower bound; and while the window contains its path, it
/// remains the cost. Most pairs are therefore compared only once or twice (the idea of Tan,
/// Herrmann, Forestier, Webb & Petitjean 2018, "Efficient search of the best warping window for
/// dynamic time warping"). Skipped comparisons do not change the result, which is the same for any
/// number of threads.
struct WarpingWindowSearch {
  private let set: PlainSeries
  private let labels: [Int]
  private let workers: any WorkSharing
  private var known: WarpingCosts
  /// The nearest other series with the last window.
  private var nearest: [Int]

  /// Prepares a search over series, none of them empty, and their labels.
  init(_ set: PlainSeries, labels: [Int], workers: any WorkSharing = SerialWork()) {
    (self.set, self.labels, self.workers) = (set, labels, workers)
    known = WarpingCosts(count: set.count)
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
        findNearest(radius)
        mistakes = (0..<set.count).count { labels[nearest[$0]] != labels[$0] }
        lastRadius = radius
      }
      if mistakes <= fewest { (best, fewest) = (percentage, mistakes) }
    }
    return best
  }

  /// A percentage of a length in steps, rounded up.
  static func steps(_ percentage: Int, of length: Int) -> Int { (percentage * length + 99) / 100 }

  private mutating func findNearest(_ radius: Int) {
    let (set, workers) = (set, workers)
    var best = Array(repeating: NearestCandidate(index: .max), count: set.count)
    set.values.withUnsafeBufferPointer { values in
      known.withPointers { costs, reaches in
        best.withUnsafeMutableBufferPointer { best in
          WarpingWindowPass(
            set: set, values: values.baseAddress!, radius: radius, costs: costs, reaches: reaches,
            best: best.baseAddress!, workers: workers
          ).run(startingFrom: nearest)
        }
      }
    }
    nearest = best.map(\.index)
  }
}

/// The known costs between each two of N series, 12 · N² bytes.
struct WarpingCosts {
  /// For each pair i < j, at i · N + j, the cost with the last window or a lower bound.
  private var costs: [Double]
  /// The narrowest window with that cost; `Int32.max` for a bound.
  private var reaches: [Int32]

  init(count: Int) {
    costs = Array(repeating: 0, count: count * count)
    reaches = Array(repeating: .max, count: count * count)
  }

  mutating func withPointers(
    _ body: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Int32>) -> Void
  ) {
    costs.withUnsafeMutableBufferPointer { costs in
      reaches.withUnsafeMutableBufferPointer { body(costs.baseAddress!, $0.baseAddress!) }
    }
  }
}
