extension IDSequence: RandomAccessCollection {
  /// The first position, 0.
  public var startIndex: Int { 0 }

  /// The number of ids.
  public var endIndex: Int { count }

  /// The id at a position.
  public subscript(position: Int) -> Int32 {
    if let foreign { return foreign[position, width] }
    return switch width {
    case 1: Int32(narrow[position])
    case 2: Int32(middle[position])
    default: Int32(bitPattern: wide[position])
    }
  }

  /// The ids of a range, as an array.
  public func ids(in range: Range<Int>) -> [Int32] {
    [Int32](unsafeUninitializedCapacity: range.count) { buffer, count in
      copy(range, into: buffer)
      count = range.count
    }
  }

  /// Copies the ids of a range to the start of a buffer, which must be long enough.
  public func copy(_ range: Range<Int>, into buffer: UnsafeMutableBufferPointer<Int32>) {
    precondition(
      range.count <= buffer.count, "\(range.count) ids into a buffer of \(buffer.count)")
    if let foreign { return foreign.copy(range, width, into: buffer) }
    switch width {
    case 1: Self.copy(narrow[range], into: buffer)
    case 2: Self.copy(middle[range], into: buffer)
    default: Self.copy(wide[range], into: buffer)
    }
  }

  /// The ids of a range as a new sequence of the same width.
  public func slice(_ range: Range<Int>) -> IDSequence {
    var result = IDSequence()
    result.width = width
    if let foreign {
      result.foreign = foreign.slice(range, width)
      return result
    }
    switch width {
    case 1: result.narrow = Array(narrow[range])
    case 2: result.middle = Array(middle[range])
    default: result.wide = Array(wide[range])
    }
    return result
  }

  private static func copy<ID: FixedWidthInteger>(
    _ ids: ArraySlice<ID>, into buffer: UnsafeMutableBufferPointer<Int32>
  ) {
    for (offset, id) in ids.enumerated() { buffer[offset] = Int32(truncatingIfNeeded: id) }
  }
}

extension IDSequence: Equatable {
  /// Whether both have the same ids, regardless of their widths.
  public static func == (first: Self, second: Self) -> Bool {
    first.count == second.count && first.elementsEqual(second)
  }
}
