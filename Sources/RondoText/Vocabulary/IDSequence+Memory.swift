/// Ids in foreign memory, which `owner` keeps alive.
///
/// `@unchecked Sendable`, because the compiler cannot know that the memory is never written.
struct ForeignIDs: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer
  let count: Int
  let owner: any AnyObject & Sendable

  @inline(__always)
  subscript(position: Int, width: Int) -> Int32 {
    precondition(position >= 0 && position < count, "id \(position) of \(count)")
    return switch width {
    case 1: Int32(bytes[position])
    case 2: Int32(bytes.load(fromByteOffset: position * 2, as: UInt16.self).littleEndian)
    default:
      Int32(bitPattern: bytes.load(fromByteOffset: position * 4, as: UInt32.self).littleEndian)
    }
  }

  func copy(_ range: Range<Int>, _ width: Int, into buffer: UnsafeMutableBufferPointer<Int32>) {
    for (offset, position) in range.enumerated() { buffer[offset] = self[position, width] }
  }

  func slice(_ range: Range<Int>, _ width: Int) -> ForeignIDs {
    let place = range.lowerBound * width..<range.upperBound * width
    return ForeignIDs(
      bytes: UnsafeRawBufferPointer(rebasing: bytes[place]), count: range.count, owner: owner)
  }
}

extension IDSequence {
  /// Creates a sequence of ids of 1, 2 or 4 bytes each, little-endian, in foreign memory, without a
  /// copy.
  ///
  /// The memory must be aligned to the width, and constant and valid as long as `owner` lives.
  public init(
    in bytes: UnsafeRawBufferPointer, bytesPerID: Int, owner: any AnyObject & Sendable
  ) {
    precondition(
      [1, 2, 4].contains(bytesPerID) && bytes.count % bytesPerID == 0
        && Int(bitPattern: bytes.baseAddress) % bytesPerID == 0,
      "\(bytes.count) bytes are no ids of \(bytesPerID) bytes")
    width = bytesPerID
    foreign = ForeignIDs(bytes: bytes, count: bytes.count / bytesPerID, owner: owner)
  }

  /// Calls `body` with the ids as bytes, `bytesPerID` each, in the byte order of the machine.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    if let foreign {
      defer { withExtendedLifetime(foreign.owner) {} }
      return try body(foreign.bytes)
    }
    switch width {
    case 1: return try Self.bytes(of: narrow, body)
    case 2: return try Self.bytes(of: middle, body)
    default: return try Self.bytes(of: wide, body)
    }
  }

  /// Creates an empty sequence with a minimum width.
  init(bytesPerID: Int) { width = bytesPerID }

  /// Copies ids from foreign memory, before a change.
  mutating func makeOwn() {
    guard foreign != nil else { return }
    var own = IDSequence(bytesPerID: width)
    own.reserveCapacity(count)
    for id in self { own.append(id) }
    self = own
  }

  private static func bytes<ID, Result, Failure: Error>(
    of ids: [ID], _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try ids.withUnsafeBufferPointer { (ids) throws(Failure) in
      try body(UnsafeRawBufferPointer(ids))
    }
  }
}
