/// The squared cost of the cheapest warping path between two series.
///
/// The recurrence of Sakoe & Chiba (1978), with squared Euclidean distances between moments and no
/// weights: D(i, j) = d(i, j) + min(D(i−1, j−1), D(i−1, j), D(i, j−1)). Costs only add up along a
/// path, and rounding keeps sums in order, so whatever is cut short leaves the result as it is to
/// the bit.
struct DynamicTimeWarping {
  /// What a comparison found.
  struct Result {
    /// The cost; where the comparison was abandoned, a bound below it.
    var cost: Double
    /// Whether the cost is complete.
    var isComplete: Bool
    /// A window, in steps, that holds a cheapest path; only where asked for.
    var reach: Int
  }

  private var costs: [Double]
  private var reaches: [Int32]

  /// Scratch for series of up to `length` moments.
  init(length: Int) {
    costs = Array(repeating: .infinity, count: 4 * (length + 2))
    reaches = Array(repeating: 0, count: 2 * (length + 1))
  }

  /// Compares two series of `n` and `m` moments, each `[T, C]`, neither empty.
  ///
  /// - Parameters:
  ///   - radius: How many steps apart two moments may be, at least |n − m|.
  ///   - limit: Once the cost must exceed it, the comparison is abandoned.
  ///   - findsReach: Whether the window that holds the path is wanted.
  mutating func compare(
    _ a: UnsafePointer<Double>, _ n: Int, _ b: UnsafePointer<Double>, _ m: Int, channels: Int,
    radius: Int, limit: Double, findsReach: Bool = false
  ) -> Result {
    precondition(n > 0 && m > 0 && radius >= abs(n - m) && 4 * (max(n, m) + 2) <= costs.count)
    return costs.withUnsafeMutableBufferPointer { costs in
      reaches.withUnsafeMutableBufferPointer { reaches in
        let pair = Pair(
          a: a, n: n, b: b, m: m, channels: channels, radius: min(radius, max(n, m)), limit: limit)
        return findsReach
          ? pair.reaching(costs.baseAddress!, reaches.baseAddress!)
          : channels == 1
            ? pair.single(costs.baseAddress!) : pair.multiple(costs.baseAddress!)
      }
    }
  }
}
