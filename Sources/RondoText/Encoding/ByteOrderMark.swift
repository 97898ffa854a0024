/// The byte-order mark at the start of a text.
enum ByteOrderMark: String, CaseIterable {
  // UTF-32 precedes UTF-16, whose little-endian mark is the start of UTF-32's.
  case utf8 = "UTF-8"
  case utf32LittleEndian = "UTF-32LE"
  case utf32BigEndian = "UTF-32BE"
  case utf16LittleEndian = "UTF-16LE"
  case utf16BigEndian = "UTF-16BE"

  var encodingName: String { rawValue }

  var bytes: [UInt8] {
    switch self {
    case .utf8: [0xEF, 0xBB, 0xBF]
    case .utf32LittleEndian: [0xFF, 0xFE, 0, 0]
    case .utf32BigEndian: [0, 0, 0xFE, 0xFF]
    case .utf16LittleEndian: [0xFF, 0xFE]
    case .utf16BigEndian: [0xFE, 0xFF]
    }
  }

  /// The mark with which these bytes start.
  init?(startOf bytes: [UInt8]) {
    guard let mark = Self.allCases.first(where: { bytes.starts(with: $0.bytes) }) else {
      return nil
    }
    self = mark
  }

  /// The name of the decoder for an encoding named by the caller, given the mark in the text.
  static func resolve(_ encoding: String, for bytes: [UInt8]) throws(TextError) -> String {
    let mark = ByteOrderMark(startOf: bytes)
    if let mark, mark.encodingName == encoding { return encoding }
    if encoding == "UTF-16" || encoding == "UTF-32" {
      let own = allCases.first {
        $0.encodingName.hasPrefix(encoding) && bytes.starts(with: $0.bytes)
      }
      guard let own else { throw .unknownByteOrder(encoding: encoding) }
      return own.encodingName
    }
    if let mark, contradicts(mark, encoding, bytes) {
      throw .contradictingByteOrderMark(encoding: encoding, mark: mark.encodingName)
    }
    return encoding
  }

  // In other encodings the short marks may be ordinary characters.
  private static func contradicts(_ mark: Self, _ encoding: String, _ bytes: [UInt8]) -> Bool {
    if let own = Self(rawValue: encoding) { return !bytes.starts(with: own.bytes) }
    return mark == .utf8
  }
}
