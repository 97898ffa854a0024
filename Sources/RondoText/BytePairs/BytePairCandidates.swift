/// Candidates for the next byte-pair unit, with their places and the symbols that each would save.
///
/// The number of places of a pair grows only in the step that creates it and falls afterwards; a
/// saving in the heap is thus never too small, and is checked again when it is removed.
struct BytePairCandidates {
  /// The parts of a new unit.
  struct Change {
    /// The first of two units; −1 for a grapheme.
    let left: Int32
    /// The second of two units, or a grapheme.
    let right: Int32
    /// The number of symbols that it saves at each occurrence.
    let worth: Int

    static func pair(_ left: Int32, _ right: Int32) -> Change {
      Change(left: left, right: right, worth: 1)
    }

    static func grapheme(_ symbol: Int32, bytes: Int) -> Change {
      Change(left: -1, right: symbol, worth: bytes - 1)
    }

    var isGrapheme: Bool { left < 0 }
    fileprivate var key: UInt64 { BytePairs.key(left, right) }
  }

  struct Candidate {
    let change: Change
    /// The number of its occurrences in the text.
    fileprivate(set) var count: Int
    /// The places in the distinct words where it was found; it may no longer be there.
    fileprivate(set) var places: [Int32]

    fileprivate var saving: Int { count * change.worth }
  }

  private struct Offer {
    let saving: Int
    let change: Change
    let index: Int
  }

  private let minimumCount: Int
  private var all: [Candidate] = []
  private var indices: [UInt64: Int] = [:]
  private var offers = Heap<Offer>()
  private var offered = 0

  /// Creates an empty set; candidates with fewer occurrences than this are never chosen.
  init(minimumCount: Int) { self.minimumCount = minimumCount }

  /// Adds an occurrence of a candidate at a place in a word with this count.
  mutating func add(_ change: Change, _ count: Int, at place: Int) {
    if let index = indices[change.key] {
      all[index].count += count
      all[index].places.append(Int32(place))
    } else {
      indices[change.key] = all.count
      all.append(Candidate(change: change, count: count, places: [Int32(place)]))
    }
  }

  /// Removes an occurrence of a candidate in a word with this count.
  mutating func remove(_ change: Change, _ count: Int) {
    guard let index = indices[change.key] else { return }
    all[index].count -= count
    if all[index].count == 0 { forget(index) }
  }

  /// Makes the candidates added since the last call available.
  mutating func offer(_ symbols: SymbolTable) {
    while offered < all.count {
      offer(offered, symbols)
      offered += 1
    }
  }

  /// Removes and returns the candidate that saves most; nil if none occurs often enough.
  mutating func popBest(_ symbols: SymbolTable) -> Candidate? {
    while let offer = offers.popFirst(by: { Self.precedes($0, $1, symbols) }) {
      let candidate = all[offer.index]
      if candidate.saving != offer.saving {
        self.offer(offer.index, symbols)
        continue
      }
      // A skipped pair is not offered again, but its places may still be removed.
      let (left, right) = (candidate.change.left, candidate.change.right)
      if !candidate.change.isGrapheme, symbols.holds(joined: left, right) { continue }
      forget(offer.index)
      return candidate
    }
    return nil
  }

  private mutating func offer(_ index: Int, _ symbols: SymbolTable) {
    guard all[index].count >= minimumCount else { return }
    let offer = Offer(saving: all[index].saving, change: all[index].change, index: index)
    offers.insert(offer) { Self.precedes($0, $1, symbols) }
  }

  private mutating func forget(_ index: Int) {
    indices[all[index].change.key] = nil
    all[index].places = []
  }

  private static func precedes(_ first: Offer, _ second: Offer, _ symbols: SymbolTable) -> Bool {
    if first.saving != second.saving { return first.saving > second.saving }
    let (a, b) = (first.change, second.change)
    return symbols.isAscending(joined: (a.left, a.right), (b.left, b.right))
  }
}
