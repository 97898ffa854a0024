/// A running CRC-32C (Castagnoli) checksum, which detects damage in stored bytes.
///
///     CRC32C.checksum(of: Array("123456789".utf8))   // 0xE306_9283
///
/// The polynomial is 0x1EDC6F41, reflected 0x82F63B78, with the initial value and the final
/// exclusive-or all ones (RFC 3720, appendix B.4). With eight tables of 256 words (8 KiB) one round
/// processes eight bytes. It detects every burst error of up to 32 bits; it does not protect
/// against deliberate changes. `Sendable`.
public struct CRC32C: Sendable, Equatable {
  private var state: UInt32 = 0xFFFF_FFFF

  /// The checksum of no bytes.
  public init() {}

  /// The checksum of all bytes so far.
  public var value: UInt32 { ~state }

  /// The checksum of one array.
  public static func checksum(of bytes: [UInt8]) -> UInt32 {
    var checksum = CRC32C()
    checksum.update(bytes)
    return checksum.value
  }

  /// Appends bytes; the value does not depend on how the input is divided.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Appends the bytes of a buffer without a copy; O(n).
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let current = state
    state = Self.tables.withUnsafeBufferPointer { tables in
      Self.advance(current, over: bytes, tables: tables)
    }
  }

  private static func advance(
    _ state: UInt32, over bytes: UnsafeRawBufferPointer, tables: UnsafeBufferPointer<UInt32>
  ) -> UInt32 {
    var state = state
    var index = 0
    while index + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
      let mixed = word ^ UInt64(state)
      state = tables[1792 + Int(mixed & 0xFF)]
      state ^= tables[1536 + Int(mixed >> 8 & 0xFF)]
      state ^= tables[1280 + Int(mixed >> 16 & 0xFF)]
      state ^= tables[1024 + Int(mixed >> 24 & 0xFF)]
      state ^= tables[768 + Int(mixed >> 32 & 0xFF)]
      state ^= tables[512 + Int(mixed >> 40 & 0xFF)]
      state ^= tables[256 + Int(mixed >> 48 & 0xFF)]
      state ^= tables[Int(mixed >> 56)]
      index += 8
    }
    while index < bytes.count {
      state = state >> 8 ^ tables[Int((state ^ UInt32(bytes[index])) & 0xFF)]
      index += 1
    }
    return state
  }

  /// Table k holds the effect of a byte followed by k further bytes.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var entry = UInt32(byte)
      for _ in 0..<8 { entry = entry >> 1 ^ (entry & 1 == 1 ? 0x82F6_3B78 : 0) }
      tables[byte] = entry
    }
    for index in 256..<tables.count {
      let shorter = tables[index - 256]
      tables[index] = shorter >> 8 ^ tables[Int(shorter & 0xFF)]
    }
    return tables
  }()
}
