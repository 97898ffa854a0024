import RondoData
import RondoText

/// Says which runs of symbols stand in a text.
///
///     let index = CopyIndex([1, 2, 3, 1, 2])
///     index.longestCopy(in: [3, 2, 3, 1, 1])  // 1..<4, for 2 3 1
///
/// A suffix array over the reversed text, so that a run is looked up from its end: where that fails,
/// the shortest end of the run that is not in the text is known, and no longer run around it needs
/// to be looked up. Linear to build, 8 bytes a symbol, some dozen reads a symbol of a run.
/// `Sendable`.
public struct CopyIndex: Sendable {
  private let reversed: [Int32]
  private let places: [Int32]
  /// Where in `places` the suffixes begin that begin with each symbol.
  private let bounds: [Int]

  /// The index of a text; no id is negative.
  public init(_ text: [Int32]) {
    let alphabet = Int(text.max() ?? -1) + 1
    reversed = text.reversed()
    places = SuffixArray.sorted(reversed, alphabet: alphabet)
    var bounds = Array(repeating: 0, count: alphabet + 1)
    for id in text { bounds[Int(id) + 1] += 1 }
    for id in 0..<alphabet { bounds[id + 1] += bounds[id] }
    self.bounds = bounds
  }

  /// The number of symbols of the text.
  public var count: Int { reversed.count }

  /// Whether these symbols stand in the text one after another.
  public func contains(_ run: some Collection<Int32>) -> Bool {
    let run = Array(run)
    return match(endOf: run[...]).length == run.count
  }

  /// The first of the longest runs of symbols that stand in the text, too.
  public func longestCopy(in ids: [Int32]) -> Range<Int> {
    var (best, end) = (0..<0, 1)
    while end <= ids.count {
      let length = match(endOf: ids[..<end]).length
      if length > best.count {
        best = end - length..<end
        end += 1
      } else {
        // A longer run that ends before this place holds one that is not in the text.
        end += best.count - length + 1
      }
    }
    return best
  }

  /// The length of the longest end of a run that stands in the text, and its part of the suffix
  /// array.
  func match(endOf run: ArraySlice<Int32>) -> (length: Int, places: Range<Int>) {
    var (length, range) = (0, 0..<places.count)
    for id in run.reversed() {
      let narrower = length == 0 ? all(from: id) : narrowed(range, depth: length, to: id)
      if narrower.isEmpty { break }
      (length, range) = (length + 1, narrower)
    }
    return (length, range)
  }

  /// The symbols that follow a run, whose part of the suffix array this is; some more than once.
  func successors(of range: Range<Int>) -> some Sequence<Int32> {
    places[range].lazy.filter { $0 > 0 }.map { reversed[Int($0) - 1] }
  }

  private func all(from id: Int32) -> Range<Int> {
    Int(id) + 1 < bounds.count ? bounds[Int(id)]..<bounds[Int(id) + 1] : 0..<0
  }

  /// Those of suffixes with equal beginnings whose symbol at a depth is this one.
  private func narrowed(_ range: Range<Int>, depth: Int, to symbol: Int32) -> Range<Int> {
    let lower = first(in: range, depth: depth, from: symbol)
    return lower..<first(in: lower..<range.upperBound, depth: depth, from: symbol + 1)
  }

  /// The first suffix whose symbol at a depth is not below this one.
  private func first(in range: Range<Int>, depth: Int, from symbol: Int32) -> Int {
    places.withUnsafeBufferPointer { places in
      reversed.withUnsafeBufferPointer { text in
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
