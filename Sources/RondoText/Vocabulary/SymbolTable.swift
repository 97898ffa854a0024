/// A table that assigns ids to distinct byte strings in the order of their first occurrence.
///
/// The strings are stored contiguously in one array and found by an open-addressing hash table, at
/// most half full; symbols of one ASCII byte are found without it. A look-up changes no reference
/// count and allocates nothing.
struct SymbolTable: Sendable {
  private(set) var arena: [UInt8] = []
  private var ends: [Int] = []
  private var ascii = [Int32](repeating: -1, count: 128)
  private var slots = [Int32](repeating: -1, count: 64)

  /// The number of symbols; ids are below it.
  var count: Int { ends.count }

  /// The bytes of a symbol.
  subscript(id: Int32) -> ArraySlice<UInt8> { arena[range(of: Int(id))] }

  /// The number of bytes of a symbol.
  func length(of id: Int32) -> Int { range(of: Int(id)).count }

  /// The id of a symbol, or nil.
  @inline(__always)
  func id(of symbol: UnsafeBufferPointer<UInt8>) -> Int32? {
    if symbol.count == 1, symbol[0] < 0x80 {
      let id = ascii[Int(symbol[0])]
      return id < 0 ? nil : id
    }
    let id = slots[slot(of: symbol)]
    return id < 0 ? nil : id
  }

  /// The id of a symbol; a new one at its first occurrence.
  @inline(__always)
  mutating func id(inserting symbol: UnsafeBufferPointer<UInt8>) -> Int32 {
    if symbol.count == 1, symbol[0] < 0x80 {
      let id = ascii[Int(symbol[0])]
      if id >= 0 { return id }
      ascii[Int(symbol[0])] = Int32(count)
      return append(symbol)
    }
    let slot = slot(of: symbol)
    if slots[slot] >= 0 { return slots[slot] }
    slots[slot] = Int32(count)
    let id = append(symbol)
    if count * 2 > slots.count { rehash() }
    return id
  }

  /// Whether the first symbol precedes the second in byte order, the shorter first.
  func isAscending(_ first: Int32, _ second: Int32) -> Bool {
    self[first].lexicographicallyPrecedes(self[second])
  }

  /// The place of the bytes of a symbol in `arena`.
  func range(of index: Int) -> Range<Int> {
    (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }

  private mutating func append(_ symbol: UnsafeBufferPointer<UInt8>) -> Int32 {
    arena.append(contentsOf: symbol)
    ends.append(arena.count)
    return Int32(count - 1)
  }

  // The slot that holds the symbol, or the empty one for it.
  private func slot(of symbol: UnsafeBufferPointer<UInt8>) -> Int {
    let mask = slots.count - 1
    var slot = Self.hash(symbol) & mask
    while slots[slot] >= 0, !matches(Int(slots[slot]), symbol) { slot = (slot + 1) & mask }
    return slot
  }

  private func matches(_ index: Int, _ symbol: UnsafeBufferPointer<UInt8>) -> Bool {
    let range = range(of: index)
    guard range.count == symbol.count else { return false }
    for (offset, byte) in zip(range, symbol) where arena[offset] != byte { return false }
    return true
  }

  private mutating func rehash() {
    var capacity = slots.count
    while capacity < 2 * count { capacity *= 2 }
    slots = [Int32](repeating: -1, count: capacity)
    for index in 0..<count {
      let range = range(of: index)
      if range.count == 1, arena[range.lowerBound] < 0x80 { continue }
      let slot = arena.withUnsafeBufferPointer { bytes in
        self.slot(of: UnsafeBufferPointer(rebasing: bytes[range]))
      }
      slots[slot] = Int32(index)
    }
  }

  // Multiplies and folds eight bytes at a time; most symbols have fewer.
  private static func hash(_ symbol: UnsafeBufferPointer<UInt8>) -> Int {
    var hash = UInt64(symbol.count)
    var word: UInt64 = 0
    for (offset, byte) in symbol.enumerated() {
      word = word << 8 | UInt64(byte)
      guard offset & 7 == 7 || offset + 1 == symbol.count else { continue }
      hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      word = 0
    }
    return Int(truncatingIfNeeded: hash >> 8)
  }
}

extension SymbolTable: Equatable {
  /// Whether both have the same symbols with the same ids.
  static func == (first: Self, second: Self) -> Bool {
    first.ends == second.ends && first.arena == second.arena
  }
}
