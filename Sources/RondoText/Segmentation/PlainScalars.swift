import CICU

/// The scalars between any two of which there is a grapheme boundary, except in CR LF: ASCII, and
/// those of the basic plane whose break property is Other, LV or LVT.
///
/// Most text in most scripts consists of them, so that ICU is needed only around the others.
struct PlainScalars: Sendable {
  static let shared = PlainScalars()

  private let bitmap: [UInt8]

  private init() {
    bitmap = [UInt8](unsafeUninitializedCapacity: 65536 / 8) { buffer, count in
      cicu_plain_scalars(buffer.baseAddress)
      count = buffer.count
    }
  }

  /// The number of bytes of the plain scalar at an offset; 0 if there is another one or the end.
  @inline(__always)
  func length(in bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
    guard offset < bytes.count else { return 0 }
    let first = bytes[offset]
    if first < 0x80 { return 1 }
    if first < 0xE0 {
      guard first >= 0xC2, offset + 1 < bytes.count else { return 0 }
      let second = bytes[offset + 1]
      guard second & 0xC0 == 0x80 else { return 0 }
      return isPlain(Int(first & 0x1F) << 6 | Int(second & 0x3F)) ? 2 : 0
    }
    guard first < 0xF0, offset + 2 < bytes.count else { return 0 }
    let second = bytes[offset + 1]
    let third = bytes[offset + 2]
    guard second & 0xC0 == 0x80, third & 0xC0 == 0x80 else { return 0 }
    let scalar = Int(first & 0x0F) << 12 | Int(second & 0x3F) << 6 | Int(third & 0x3F)
    return scalar >= 0x800 && isPlain(scalar) ? 3 : 0
  }

  @inline(__always)
  private func isPlain(_ scalar: Int) -> Bool {
    bitmap[scalar >> 3] & (1 << UInt8(truncatingIfNeeded: scalar & 7)) != 0
  }
}
