extension SymbolTable {
  /// Whether a symbol has the bytes of these two one after the other.
  func holds(joined left: Int32, _ right: Int32) -> Bool {
    let joined = Array(self[left]) + self[right]
    return joined.withUnsafeBufferPointer { id(of: $0) } != nil
  }

  /// Whether the bytes of the first two symbols, one after the other, stand before those of the
  /// second two; where they are equal, whether the first of the former is shorter. A left symbol of
  /// −1 has no bytes.
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
