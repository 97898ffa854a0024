/// Positions of a text, permuted so that those with the same context are neighbours.
struct GroupedPositions {
  /// A contiguous part of ``values``.
  struct Run {
    var start = 0
    var end = 0
    var isEmpty: Bool { start == end }
    var range: Range<Int> { start..<end }
  }

  private(set) var values: [UInt32]

  /// The runs of the contexts on the way from the root to the current one, as a stack.
  private(set) var runs: [Run] = []

  private var scratch: [UInt32]

  init(_ positions: [UInt32]) {
    values = positions
    scratch = Array(repeating: 0, count: positions.count)
  }

  /// Moves the positions of each group in `range` together, keeping their order within a group.
  ///
  /// Pushes `groupCount + 1` runs: first the positions that belong to no group, then the groups.
  ///
  /// - Parameter groupOfSymbol: The group, from 1, of each symbol before the context; 0 for none.
  mutating func split(
    _ range: Range<Int>, text: ContextText, depth: Int, groupOfSymbol: [UInt32], groupCount: Int
  ) {
    let first = runs.count
    runs.append(contentsOf: repeatElement(Run(), count: groupCount + 1))
    for index in range {
      let symbol = text.symbol(before: values[index], depth: depth)
      runs[first + Int(groupOfSymbol[Int(symbol)])].end += 1
    }
    var start = range.lowerBound
    for run in first..<runs.count {
      let count = runs[run].end
      runs[run] = Run(start: start, end: start)
      start += count
    }
    for index in range {
      let symbol = text.symbol(before: values[index], depth: depth)
      let run = first + Int(groupOfSymbol[Int(symbol)])
      scratch[runs[run].end] = values[index]
      runs[run].end += 1
    }
    for index in range { values[index] = scratch[index] }
  }

  /// Pops the runs from `first` on.
  mutating func dropRuns(from first: Int) {
    runs.removeLast(runs.count - first)
  }
}
