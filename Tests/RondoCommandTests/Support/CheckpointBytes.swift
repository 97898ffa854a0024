import Foundation

/// The bytes of a safetensors file, to be changed on purpose.
struct CheckpointBytes {
  var header: String
  var data: [UInt8]

  init(_ bytes: [UInt8]) {
    let count = (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
    header = String(decoding: bytes[8..<8 + count], as: UTF8.self)
    data = Array(bytes[(8 + count)...])
  }

  /// The file, its length and its checksum of the header computed anew.
  ///
  /// The text `crc32c` is "header:XXXXXXXX data:…": the checksum is of everything before the data,
  /// with its own digits as zeros.
  var bytes: [UInt8] {
    var text = header.replacing(/header:[0-9a-f]{8}/, with: "header:00000000")
    text += String(repeating: " ", count: (8 - text.utf8.count % 8) % 8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.utf8.count >> (8 * $0)) }
    let digits = String(Self.crc32c(length + Array(text.utf8)), radix: 16)
    let padded = String(repeating: "0", count: 8 - digits.count) + digits
    return length + Array(text.replacing("header:00000000", with: "header:\(padded)").utf8) + data
  }

  /// CRC-32C (Castagnoli), a bit at a time.
  private static func crc32c(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in
        crc & 1 == 1 ? (crc >> 1) ^ 0x82F6_3B78 : crc >> 1
      }
    }
  }
}
