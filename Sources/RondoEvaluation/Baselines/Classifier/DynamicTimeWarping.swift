/// The squared cost of the cheapest warping path between two series.
///
/// The recurrence of Sakoe & Chiba (1978), with squared Euclidean distances between steps and no
/// weights: D(i, j) = d(i, j) + min(D(i−1, j−1), D(i−1, j), D(i, j−1)). Costs never decrease along
/// a path, and rounding is monotonic, so that abandoned comparisons do not change the result by a
/// bit.
struct DynamicTimeWarping {
  /// The result of a comparison.
  struct Result {
    /// The cost, or a lower bound if the comparison was abandoned.
    var cost: Double
    /// Whether the cost is complete.
    var isComplete: Bool
    /// A window, in steps, that contains a cheapest path, if requested.
    var reach: Int
  }

  private var costs: [Double]
  private var reaches: [Int32]

  /// Creates scratch memory for series of up to `length` steps.
  init(length: Int) {
    costs = Array(repeating: .infinity, count: 4 * (length + 2))
    reaches = Array(repeating: 0, count: 2 * (length + 1))
  }

  /// Compares two series of `n` and `m` steps, each `[T, C]`, neither empty.
  ///
  /// - Parameters:
  ///   - radius: The largest distance in time of two aligned steps, at least |n − m|.
  ///   - limit: The cost beyond which the comparison is abandoned.
  ///   - findsReach: Whether to find a window that contains the path.
  ///   - rests: Lower bounds on the cost of the steps of the first series from each one on,
  ///     `[n + 1]`, by which comparisons end earlier.
  mutating func compare(
    _ a: UnsafePointer<Double>, _ n: Int, _ b: UnsafePointer<Double>, _ m: Int, channels: Int,
    radius: Int, limit: Double, findsReach: Bool = false, rests: UnsafePointer<Double>? = nil
  ) -> Result {
    precondition(n > 0 && m > 0 && radius >= abs(n - m) && 4 * (max(n, m) + 2) <= costs.count)
    return costs.withUnsafeMutableBufferPointer { costs in
      reaches.withUnsafeMutableBufferPointer { reaches in
        let pair = Pair(
          a: a, n: n, b: b, m: m, channels: channels, radius: min(radius, max(n, m)), limit: limit,
          rests: rests)
        return findsReach
          ? pair.reaching(costs.baseAddress!, reaches.baseAddress!)
          : channels == 1
            ? pair.single(costs.baseAddress!) : pair.multiple(costs.baseAddress!)
      }
    }
  }
}

extension DynamicTimeWarping.Pair {
  /// Fills the table for series of one channel, diagonal by diagonal.
  ///
  /// The entries of a diagonal do not depend on each other, so that the compiler vectorizes the
  /// inner loop: four times as fast as row by row, with the same sums. The last three diagonals are
  /// stored by step i of the first series, at i + 1, with infinite borders at both ends; the second
  /// series is read backwards.
  func single(_ scratch: UnsafeMutablePointer<Double>) -> DynamicTimeWarping.Result {
    var (current, last, beforeLast) = (scratch, scratch + n + 2, scratch + 2 * (n + 2))
    let backwards = scratch + 3 * (n + 2)
    for j in 0..<m { backwards[m - 1 - j] = b[j] }
    for place in 0..<3 * (n + 2) { scratch[place] = .infinity }
    beforeLast[0] = 0
    for diagonal in 0..<n + m - 1 {
      let first = max(0, diagonal - m + 1, (diagonal - radius + 1) >> 1)
      let end = min(n, diagonal + 1, (diagonal + radius) / 2 + 1)
      Self.fill(current, last, beforeLast, a, backwards + (m - 1 - diagonal), first, end)
      current[first] = .infinity
      current[end + 1] = .infinity
      if diagonal & 31 == 31 {
        let least = bound(
          min(Self.least(current, first, end), Self.least(last, first - 1, end)), before: end)
        if least > limit {
          return DynamicTimeWarping.Result(cost: least, isComplete: false, reach: radius)
        }
      }
      (current, last, beforeLast) = (beforeLast, current, last)
    }
    return DynamicTimeWarping.Result(cost: last[n], isComplete: true, reach: radius)
  }

  /// Computes one diagonal, for the steps `first..<end` of the first series.
  @inline(never)
  private static func fill(
    _ current: UnsafeMutablePointer<Double>, _ last: UnsafePointer<Double>,
    _ beforeLast: UnsafePointer<Double>, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ first: Int, _ end: Int
  ) {
    var i = first
    while i < end {
      let difference = a[i] - b[i]
      let over = last[i] < last[i + 1] ? last[i] : last[i + 1]
      let least = beforeLast[i] < over ? beforeLast[i] : over
      current[i + 1] = difference * difference + least
      i &+= 1
    }
  }

  /// The smallest cost of a diagonal; every path crosses one of any two consecutive diagonals.
  private static func least(
    _ diagonal: UnsafePointer<Double>, _ first: Int, _ end: Int
  ) -> Double {
    var least = Double.infinity
    for i in max(first, 0)..<max(end, first, 0) where diagonal[i + 1] < least {
      least = diagonal[i + 1]
    }
    return least
  }
}

extension DynamicTimeWarping {
  /// Two series to compare, accessed through pointers.
  ///
  /// Row i of the table of costs is stored in one of two rows of m + 1 entries, with entry j + 1
  /// for step j of the second series and entry 0 for the border, which is infinite except before
  /// the first row.
  struct Pair {
    let a: UnsafePointer<Double>
    let n: Int
    let b: UnsafePointer<Double>
    let m: Int
    let channels: Int
    let radius: Int
    let limit: Double
    let rests: UnsafePointer<Double>?

    /// A lower bound on the cost of paths that cost at least `least` before step i.
    @inline(__always)
    func bound(_ least: Double, before i: Int) -> Double {
      guard let rests else { return least }
      // Rounding may raise a sum above the cost, which is added up in another order.
      return max(least, (least + rests[i]) * (1 - 1e-9))
    }

    private func start(_ costs: UnsafeMutablePointer<Double>) {
      for place in 0..<2 * (m + 1) { costs[place] = .infinity }
      costs[m + 1] = 0
    }

    /// The steps of the second series with which step i of the first may be aligned.
    @inline(__always)
    private func columns(_ i: Int) -> Range<Int> { max(0, i - radius)..<min(m, i + radius + 1) }

    @inline(__always)
    private func distance(_ i: Int, _ j: Int) -> Double {
      var sum = 0.0
      for channel in 0..<channels {
        let difference = a[i * channels + channel] - b[j * channels + channel]
        sum += difference * difference
      }
      return sum
    }

    /// Fills the table row by row.
    func multiple(_ costs: UnsafeMutablePointer<Double>) -> Result {
      start(costs)
      for i in 0..<n {
        let row = costs + (i & 1) * (m + 1)
        let above = costs + (1 - i & 1) * (m + 1)
        let columns = columns(i)
        row[columns.lowerBound] = .infinity
        var left = Double.infinity
        var least = Double.infinity
        for j in columns {
          let over = above[j] < above[j + 1] ? above[j] : above[j + 1]
          left = distance(i, j) + (left < over ? left : over)
          row[j + 1] = left
          least = left < least ? left : least
        }
        if columns.upperBound < m { row[columns.upperBound + 1] = .infinity }
        least = bound(least, before: i + 1)
        if least > limit { return Result(cost: least, isComplete: false, reach: radius) }
      }
      let cost = costs[((n - 1) & 1) * (m + 1) + m]
      return Result(cost: cost, isComplete: true, reach: radius)
    }

    /// Also finds the largest distance in time along the cheapest path; of equally cheap paths the
    /// smallest.
    func reaching(
      _ costs: UnsafeMutablePointer<Double>, _ reaches: UnsafeMutablePointer<Int32>
    ) -> Result {
      start(costs)
      reaches[m + 1] = 0
      for i in 0..<n {
        let (row, above) = ((i & 1) * (m + 1), (1 - i & 1) * (m + 1))
        let columns = columns(i)
        costs[row + columns.lowerBound] = .infinity
        var least = Double.infinity
        for j in columns {
          var best = above + j
          for offset in 0..<2 {
            let place = offset == 0 ? above + j + 1 : row + j
            let isEqual = costs[place] == costs[best]
            if costs[place] < costs[best] || (isEqual && reaches[place] < reaches[best]) {
              best = place
            }
          }
          costs[row + j + 1] = distance(i, j) + costs[best]
          reaches[row + j + 1] = max(reaches[best], Int32(abs(i - j)))
          least = min(least, costs[row + j + 1])
        }
        if columns.upperBound < m { costs[row + columns.upperBound + 1] = .infinity }
        if least > limit { return Result(cost: least, isComplete: false, reach: radius) }
      }
      let last = ((n - 1) & 1) * (m + 1) + m
      return Result(cost: costs[last], isComplete: true, reach: Int(reaches[last]))
    }
  }
}
