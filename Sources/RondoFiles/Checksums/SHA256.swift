/// A running SHA-256 hash (FIPS 180-4), which names the data that a model was trained on.
///
///     SHA256.hexadecimal(of: Array("abc".utf8))
///     // "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
///
/// The text form equals that of `sha256sum`. The state is 8 words and a block of 64 bytes.
/// It hashes and nothing else: no keys, no signatures. Sendable: a plain value.
public struct SHA256: Sendable {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0

  /// The hash of no bytes.
  public init() { pending.reserveCapacity(64) }

  /// The lowercase hexadecimal hash of one array.
  public static func hexadecimal(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hexadecimal
  }

  /// Appends bytes; cutting the input differently gives the same hash.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Appends the bytes of a buffer without a copy; O(n).
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount &+= UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      start = min(64 - pending.count, bytes.count)
      pending.append(contentsOf: bytes[..<start])
      guard pending.count == 64 else { return }
      pending.withUnsafeBytes { Self.compress($0, at: 0, into: &state) }
      pending.removeAll(keepingCapacity: true)
    }
    while start + 64 <= bytes.count {
      Self.compress(bytes, at: start, into: &state)
      start += 64
    }
    pending.append(contentsOf: bytes[start...])
  }

  /// The 32 bytes of the hash of everything so far; more bytes may follow.
  public var digest: [UInt8] {
    var last = pending + [0x80]
    last += [UInt8](repeating: 0, count: (120 - last.count) % 64)
    let bitCount = byteCount &* 8
    last += stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bitCount >> $0) }
    var state = state
    last.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: 64) {
        Self.compress(bytes, at: start, into: &state)
      }
    }
    return state.flatMap { word in
      stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
    }
  }

  /// The hash of everything so far as 64 lowercase hexadecimal digits.
  public var hexadecimal: String {
    digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
