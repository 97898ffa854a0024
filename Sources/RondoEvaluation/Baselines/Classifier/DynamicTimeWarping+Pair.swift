extension DynamicTimeWarping {
  /// Two series to compare. Its loops read and write through pointers.
  ///
  /// Row i of the table of costs is kept in one of two rows of m + 1 places, place j + 1 for moment
  /// j of the second series and place 0 for the border, which is infinite but before the first row.
  struct Pair {
    let a: UnsafePointer<Double>
    let n: Int
    let b: UnsafePointer<Double>
    let m: Int
    let channels: Int
    let radius: Int
    let limit: Double

    private func start(_ costs: UnsafeMutablePointer<Double>) {
      for place in 0..<2 * (m + 1) { costs[place] = .infinity }
      costs[m + 1] = 0
    }

    /// The moments of the second series that moment i of the first may be matched with.
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
        if least > limit { return Result(cost: least, isComplete: false, reach: radius) }
      }
      let cost = costs[((n - 1) & 1) * (m + 1) + m]
      return Result(cost: cost, isComplete: true, reach: radius)
    }

    /// Also finds how far the cheapest path strays from equal times; of equally cheap ones the one
    /// that strays least.
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
