/// Search for bytes, eight at a time.
enum ByteSearch {
  /// The offset of the first byte of 0x80 or above, or the end.
  @inline(__always)
  static func firstNonASCII(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var offset = start
    let words = UnsafeRawBufferPointer(bytes)
    while offset + 8 <= bytes.count {
      let word = words.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      if word & 0x8080_8080_8080_8080 != 0 { break }
      offset += 8
    }
    while offset < bytes.count, bytes[offset] < 0x80 { offset += 1 }
    return offset
  }

  /// The offset of the first byte of this value at or after `start`, or nil.
  static func first(_ byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0)
    -> Int?
  {
    var offset = start
    let ones: UInt64 = 0x0101_0101_0101_0101
    let pattern = ones &* UInt64(byte)
    let words = UnsafeRawBufferPointer(bytes)
    while offset + 8 <= bytes.count {
      // A byte of `word` is 0 where the text has the value; Mycroft's test finds it.
      let word = words.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ pattern
      if (word &- ones) & ~word & (ones &* 0x80) != 0 { break }
      offset += 8
    }
    while offset < bytes.count, bytes[offset] != byte { offset += 1 }
    return offset < bytes.count ? offset : nil
  }

  /// The offset of the first byte of this value, or nil.
  static func first(_ byte: UInt8, in bytes: [UInt8], from start: Int = 0) -> Int? {
    bytes.withUnsafeBufferPointer { first(byte, in: $0, from: start) }
  }
}
