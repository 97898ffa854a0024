extension DynamicTimeWarping.Pair {
  /// Fills the table for series of one channel, diagonal by diagonal.
  ///
  /// The places of a diagonal do not depend on each other, so the compiler makes vector
  /// instructions of the inner loop: four times as fast as row by row, and the same sums. The last
  /// three diagonals are kept by the moment i of the first series, at i + 1, with infinite borders
  /// at both ends; the second series is read backwards.
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
        let least = min(Self.least(current, first, end), Self.least(last, first - 1, end))
        if least > limit {
          return DynamicTimeWarping.Result(cost: least, isComplete: false, reach: radius)
        }
      }
      (current, last, beforeLast) = (beforeLast, current, last)
    }
    return DynamicTimeWarping.Result(cost: last[n], isComplete: true, reach: radius)
  }

  /// One diagonal, from moment `first` of the first series to that before `end`.
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

  /// The least cost of a diagonal; every path crosses one of any two that follow each other.
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
