import RondoData
import RondoText

/// Index that finds which sequences of symbols occur in a text.
///
///     let index = CopyIndex([1, 2, 3, 1, 2])
///     index.longestCopy(in: [3, 2, 3, 1, 1])  // 1..<4, for 2 3 1
///
/// A suffix array of the reversed text, so that a sequence is looked up from its end: a failed
/// look-up yields the shortest suffix that is not in the text, and no sequence that contains it
/// needs a look-up. Built in linear time; 8 bytes per symbol; about a dozen reads for each symbol
/// looked up. `Sendable`.
public struct CopyIndex: Sendable {
  private let reversed: [Int32]
  private let places: [Int32]
  /// Start in `places` of the suffixes that begin with each symbol.
  private let bounds: [Int]

  /// Creates the index of a text; ids must not be negative.
  public init(_ text: [Int32]) {
    let alphabet = Int(text.max() ?? -1) + 1
    reversed = text.reversed()
    places = SuffixArray.sorted(reversed, alphabet: alphabet)
    var bounds = Array(repeating: 0, count: alphabet + 1)
    for id in text { bounds[Int(id) + 1] += 1 }
    for id in 0..<alphabet { bounds[id + 1] += bounds[id] }
    self.bounds = bounds
  }

  /// Number of symbols of the text.
  public var count: Int { reversed.count }

  /// True if the sequence occurs in the text.
  public func contains(_ run: some Collection<Int32>) -> Bool {
    let run = Array(run)
    return match(endOf: run[...]).length == run.count
  }

  /// Range of the longest sequence in `ids` that occurs in the text; the first of several.
  public func longestCopy(in ids: [Int32]) -> Range<Int> {
    var (best, end) = (0..<0, 1)
    while end <= ids.count {
      let length = match(endOf: ids[..<end]).length
      if length > best.count {
        best = end - length..<end
        end += 1
      } else {
        // A longer sequence that ends before this position contains one that is not in the text.
        end += best.count - length + 1
      }
    }
    return best
  }

  /// Length of the longest suffix of a sequence that occurs in the text, and its range in the
  /// suffix array.
  func match(endOf run: ArraySlice<Int32>) -> (length: Int, places: Range<Int>) {
    var (length, range) = (0, 0..<places.count)
    for id in run.reversed() {
      let narrower = length == 0 ? all(from: id) : narrowed(range, depth: length, to: id)
      if narrower.isEmpty { break }
      (length, range) = (length + 1, narrower)
    }
    return (length, range)
  }

  /// Symbols that follow a sequence with this range in the suffix array; may contain duplicates.
  func successors(of range: Range<Int>) -> some Sequence<Int32> {
    places[range].lazy.filter { $0 > 0 }.map { reversed[Int($0) - 1] }
  }

  private func all(from id: Int32) -> Range<Int> {
    Int(id) + 1 < bounds.count ? bounds[Int(id)]..<bounds[Int(id) + 1] : 0..<0
  }

  /// Part of a range of suffixes with equal prefixes whose symbol at `depth` is `symbol`.
  private func narrowed(_ range: Range<Int>, depth: Int, to symbol: Int32) -> Range<Int> {
    let lower = first(in: range, depth: depth, from: symbol)
    return lower..<first(in: lower..<range.upperBound, depth: depth, from: symbol + 1)
  }

  /// First suffix whose symbol at `depth` is at least `symbol`.
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
