/// Says which runs of symbols stand in a text.
///
///     let index = CopyIndex([1, 2, 3, 1, 2])
///     index.longestCopy(in: [3, 2, 3, 1, 1])  // 1..<4, for 2 3 1
///
/// A suffix array over the ids: linear to build, 8 bytes a symbol, a few dozen reads a question.
/// `Sendable`.
public struct CopyIndex: Sendable {
  private let text: [Int32]
  private let places: [Int32]

  /// The index of a text; no id is negative.
  public init(_ text: [Int32]) {
    self.text = text
    places = SuffixArray.sorted(text, alphabet: Int(text.max() ?? 0) + 1)
  }

  /// The number of symbols of the text.
  public var count: Int { text.count }

  /// Whether these symbols stand in the text one after another.
  public func contains(_ run: some Collection<Int32>) -> Bool {
    !places(of: Array(run)[...]).isEmpty
  }

  /// The first of the longest runs of symbols that stand in the text, too.
  public func longestCopy(in ids: [Int32]) -> Range<Int> {
    var (best, start) = (0..<0, 0)
    while start + best.count < ids.count {
      // A longer run from here on holds the later half of its first symbols; where that is not in
      // the text, no longer run begins before its second symbol.
      let end = start + best.count + 1
      let middle = start + (end - start) / 2
      if middle > start, places(of: ids[middle..<end]).isEmpty {
        start = middle + 1
        continue
      }
      let length = matchLength(of: ids[start...])
      if length > best.count { best = start..<start + length }
      start += 1
    }
    return best
  }

  /// The part of the suffix array whose suffixes begin with a run; empty where none does.
  func places(of run: ArraySlice<Int32>) -> Range<Int> {
    var range = 0..<places.count
    for (depth, symbol) in run.enumerated() {
      range = narrowed(range, depth: depth, to: symbol)
      if range.isEmpty { break }
    }
    return range
  }

  /// The different symbols that follow a run of this length, whose part this is.
  func successors(of range: Range<Int>, length: Int) -> [Int32] {
    var (result, rest): ([Int32], Range<Int>) = ([], range)
    while let first = rest.first {
      let place = Int(places[first]) + length
      guard place < text.count else {
        // The text ends with the run: only the first suffix can be that one.
        rest = first + 1..<rest.upperBound
        continue
      }
      result.append(text[place])
      rest = narrowed(rest, depth: length, to: text[place]).upperBound..<rest.upperBound
    }
    return result
  }

  /// How many symbols from the start of a run stand in the text.
  private func matchLength(of run: ArraySlice<Int32>) -> Int {
    var range = 0..<places.count
    for (depth, symbol) in run.enumerated() {
      range = narrowed(range, depth: depth, to: symbol)
      if range.isEmpty { return depth }
    }
    return run.count
  }

  /// Those of suffixes with equal beginnings whose symbol at a depth is this one.
  private func narrowed(_ range: Range<Int>, depth: Int, to symbol: Int32) -> Range<Int> {
    let lower = first(in: range, depth: depth, from: symbol)
    return lower..<first(in: lower..<range.upperBound, depth: depth, from: symbol + 1)
  }

  /// The first suffix whose symbol at a depth is not below this one.
  private func first(in range: Range<Int>, depth: Int, from symbol: Int32) -> Int {
    places.withUnsafeBufferPointer { places in
      text.withUnsafeBufferPointer { text in
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
          let middle = low + (high - low) / 2
          let place = Int(places[middle]) + depth
          if place >= text.count || text[place] < symbol { low = middle + 1 } else { high = middle }
        }
        return low
      }
    }
  }
}
