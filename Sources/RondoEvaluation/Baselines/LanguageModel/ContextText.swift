/// The training part directly followed by the evaluation part, as one sequence of ids.
struct ContextText {
  let symbols: [UInt32]

  /// The id of unknown symbols, which no context includes.
  let unknown: UInt32

  /// The number of symbols of the training part.
  let trainingCount: Int

  /// The border between documents, beyond which no context extends.
  let border: UInt32?

  init(
    training: ArraySlice<UInt32>, evaluation: ArraySlice<UInt32>, vocabularySize: Int,
    border: UInt32? = nil
  ) {
    self.border = border
    let count = training.count + evaluation.count
    precondition(
      count <= UInt32.max && vocabularySize < UInt32.max,
      "NGramBaseline: found \(count) symbols of \(vocabularySize) kinds, expected less than 2^32; "
        + "lower the limits")
    training.requireIDs(vocabularySize: vocabularySize, in: "NGramBaseline, training")
    evaluation.requireIDs(vocabularySize: vocabularySize, in: "NGramBaseline, evaluation")
    var symbols: [UInt32] = []
    symbols.reserveCapacity(count)
    symbols += training
    symbols += evaluation
    self.symbols = symbols
    unknown = UInt32(vocabularySize)
    trainingCount = training.count
  }

  /// The positions of the training part whose symbols are known.
  var trainingPositions: [UInt32] { knownPositions(in: 0..<trainingCount) }

  /// The positions of the evaluation part whose symbols are known.
  var evaluationPositions: [UInt32] { knownPositions(in: trainingCount..<symbols.count) }

  subscript(position: UInt32) -> UInt32 { symbols[Int(position)] }

  /// The symbol before the `depth` symbols before `position`; ``unknown`` at the start of the text
  /// or of a document.
  func symbol(before position: UInt32, depth: Int) -> UInt32 {
    let index = Int(position) - depth - 1
    if let border, depth > 0, symbols[index + 1] == border { return unknown }
    return index < 0 ? unknown : symbols[index]
  }

  private func knownPositions(in range: Range<Int>) -> [UInt32] {
    var positions: [UInt32] = []
    positions.reserveCapacity(range.count)
    for index in range where symbols[index] != unknown { positions.append(UInt32(index)) }
    return positions
  }
}

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

  /// The runs of the contexts on the path from the root to the current one, as a stack.
  private(set) var runs: [Run] = []

  private var scratch: [UInt32]

  init(_ positions: [UInt32]) {
    values = positions
    scratch = Array(repeating: 0, count: positions.count)
  }

  /// Groups the positions in `range` stably.
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

  /// Removes the runs from `first` to the top.
  mutating func dropRuns(from first: Int) {
    runs.removeLast(runs.count - first)
  }
}
