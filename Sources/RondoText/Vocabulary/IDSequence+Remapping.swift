extension IDSequence {
  /// Replaces each id by its entry in a table; entries are not negative.
  ///
  /// Linear. The ids are changed in place if the largest entry needs the current width; otherwise
  /// they are copied.
  public mutating func remap(by table: [Int32]) {
    let largest = table.max() ?? 0
    precondition((table.min() ?? 0) >= 0, "an entry of the table is negative")
    let fitting = Self.width(holding: largest)
    guard fitting == width, foreign == nil else {
      var result = IDSequence()
      result.width = fitting
      result.reserveCapacity(count)
      for id in self { result.append(table[Int(id)]) }
      self = result
      return
    }
    switch width {
    case 1: Self.remap(&narrow, by: table)
    case 2: Self.remap(&middle, by: table)
    default: Self.remap(&wide, by: table)
    }
  }

  /// Keeps the first ids and removes the others.
  public mutating func truncate(to count: Int) {
    if foreign != nil { makeOwn() }
    switch width {
    case 1: narrow.removeLast(narrow.count - count)
    case 2: middle.removeLast(middle.count - count)
    default: wide.removeLast(wide.count - count)
    }
  }

  /// Appends the table's entries for the ids of a range of another sequence.
  mutating func append(_ ids: IDSequence, _ range: Range<Int>, by table: [Int32]) {
    for position in range { append(table[Int(ids[position])]) }
  }

  /// The number of bytes of an id if the largest is this one.
  static func width(holding largest: Int32) -> Int {
    largest <= 0xFF ? 1 : largest <= 0xFFFF ? 2 : 4
  }

  private static func remap<ID: FixedWidthInteger>(_ ids: inout [ID], by table: [Int32]) {
    for index in ids.indices { ids[index] = ID(truncatingIfNeeded: table[Int(ids[index])]) }
  }
}
