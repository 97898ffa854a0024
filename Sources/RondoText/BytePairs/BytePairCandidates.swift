/// Keeps what could become the next unit of byte pairs, where it stands, and what it would save.
///
/// The number of places of a pair grows only in the step that first makes it and falls afterwards;
/// so what the heap was told is never too little, and is looked at again when it comes out.
struct BytePairCandidates {
  /// What a new unit would be made of.
  struct Change {
    /// The first of two units; −1 for a grapheme.
    let left: Int32
    /// The second of two units, or a grapheme.
    let right: Int32
    /// How many symbols it saves wherever it stands.
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
    /// How often it occurs in the text.
    fileprivate(set) var count: Int
    /// Where it stood when it was found in the distinct words; it may have gone since.
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

  /// No candidates; those that occur less often than this are never chosen.
  init(minimumCount: Int) { self.minimumCount = minimumCount }

  /// Notes that a change could be made at a place of a word that occurs so often.
  mutating func add(_ change: Change, _ count: Int, at place: Int) {
    if let index = indices[change.key] {
      all[index].count += count
      all[index].places.append(Int32(place))
    } else {
      indices[change.key] = all.count
      all.append(Candidate(change: change, count: count, places: [Int32(place)]))
    }
  }

  /// Notes that a change cannot be made any more at some place of a word that occurs so often.
  mutating func remove(_ change: Change, _ count: Int) {
    guard let index = indices[change.key] else { return }
    all[index].count -= count
    if all[index].count == 0 { forget(index) }
  }

  /// Lets those added since the last call be chosen.
  mutating func offer(_ symbols: SymbolTable) {
    while offered < all.count {
      offer(offered, symbols)
      offered += 1
    }
  }

  /// Takes out the candidate that saves most; nil where none occurs often enough.
  mutating func popBest(_ symbols: SymbolTable) -> Candidate? {
    while let offer = offers.popFirst(by: { Self.precedes($0, $1, symbols) }) {
      let candidate = all[offer.index]
      if candidate.saving != offer.saving {
        self.offer(offer.index, symbols)
        continue
      }
      // A pair that is passed over may not be offered again, but its places may still go.
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
