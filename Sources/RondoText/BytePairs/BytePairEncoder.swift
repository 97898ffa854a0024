/// Segmentation of words into byte-pair units, each distinct word once.
///
///     var encoder = BytePairEncoder(pairs)
///     encoder.units(of: word).map { encoder.units[$0] }
///
/// A known word takes one look-up, a new one of n graphemes O(n log n) time. The encoder keeps
/// every distinct word and its units.
struct BytePairEncoder {
  private let pairs: BytePairs
  private let segmenter = Segmenter(unit: .grapheme)
  private var words = SymbolTable()
  private var ends: [Int] = []
  /// The units of all words so far.
  private(set) var units: [Int32] = []

  // The current word: the unit at each place, −1 − byte if nothing is joined, −1000 if it was
  // joined to the place before it; its neighbours; and the possible merges, by rank and then by
  // place.
  private var text: [Int32] = []
  private var next: [Int32] = []
  private var previous: [Int32] = []
  private var joints = Heap<UInt64>()

  /// Creates an encoder without words.
  init(_ pairs: BytePairs) { self.pairs = pairs }

  /// The place of the units of a word in `units`.
  mutating func units(of word: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    let index = Int(words.id(inserting: word))
    if index == ends.count {
      var found: [Int32] = []
      cut(word) { found.append($0) }
      units += found
      ends.append(units.count)
    }
    return (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }

  /// Passes on the units of a word without keeping it.
  mutating func cut(_ word: UnsafeBufferPointer<UInt8>, _ body: (Int32) -> Void) {
    text.removeAll(keepingCapacity: true)
    segmenter.walk(word) { range in
      let grapheme = UnsafeBufferPointer(rebasing: word[range])
      if let unit = pairs.vocabulary.table.id(of: grapheme) {
        text.append(unit)
      } else {
        for byte in grapheme { text.append(-1 - Int32(byte)) }
      }
    }
    if text.count > 1 { joinAll() }
    for symbol in text where symbol != Self.gone {
      body(symbol >= 0 ? symbol : pairs.bytes[Int(-1 - symbol)])
    }
  }

  private mutating func joinAll() {
    let count = Int32(text.count)
    next = Array(1..<count) + [-1]
    previous = Array(-1..<count - 1)
    joints.removeAll()
    for place in text.indices.dropLast() { find(at: place) }
    while let joint = joints.popFirst(by: <) {
      let (rank, place) = (Int(joint >> 32), Int(joint & 0xFFFF_FFFF))
      let (merge, second) = (pairs.merges[rank], Int(next[place]))
      guard text[place] == merge.left, second >= 0, text[second] == merge.right,
        let unit = pairs.joints[merge.key]?.unit
      else { continue }
      text[place] = unit
      text[second] = Self.gone
      next[place] = next[second]
      if next[place] >= 0 {
        previous[Int(next[place])] = Int32(place)
        find(at: place)
      }
      if previous[place] >= 0 { find(at: Int(previous[place])) }
    }
  }

  // Adds the merge of the unit at a place and the next one, if there is one.
  private mutating func find(at place: Int) {
    guard let joint = pairs.joints[BytePairs.key(text[place], text[Int(next[place])])] else {
      return
    }
    joints.insert(UInt64(joint.rank) << 32 | UInt64(place), by: <)
  }

  private static let gone: Int32 = -1000
}

extension SymbolTable {
  /// Whether the bytes of a symbol are those of two others, concatenated.
  func holds(joined left: Int32, _ right: Int32) -> Bool {
    let joined = Array(self[left]) + self[right]
    return joined.withUnsafeBufferPointer { id(of: $0) } != nil
  }

  /// Whether the concatenated bytes of the first two symbols precede those of the second two; if
  /// they are equal, whether the left symbol of the former is shorter. A left symbol of −1 has no
  /// bytes.
  func isAscending(joined first: (Int32, Int32), _ second: (Int32, Int32)) -> Bool {
    let (a, b) = (Pair(first, in: self), Pair(second, in: self))
    return arena.withUnsafeBufferPointer { arena in
      for offset in 0..<min(a.count, b.count) {
        let (x, y) = (arena[a.place(of: offset)], arena[b.place(of: offset)])
        if x != y { return x < y }
      }
      return a.count == b.count ? a.left.count < b.left.count : a.count < b.count
    }
  }

  private struct Pair {
    let left: Range<Int>
    let right: Range<Int>

    init(_ symbols: (Int32, Int32), in table: SymbolTable) {
      left = symbols.0 < 0 ? 0..<0 : table.range(of: Int(symbols.0))
      right = table.range(of: Int(symbols.1))
    }

    var count: Int { left.count + right.count }

    @inline(__always)
    func place(of offset: Int) -> Int {
      offset < left.count
        ? left.lowerBound + offset : right.lowerBound + offset - left.count
    }
  }
}
