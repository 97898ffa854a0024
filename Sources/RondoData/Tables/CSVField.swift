/// Writing of the fields of a CSV row.
package enum CSVField {
  /// The text as a field.
  package static func text(_ text: String) -> String {
    var bytes: [UInt8] = []
    append(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the text, in quotation marks if RFC 4180 requires them, with any delimiter.
  static func append(
    _ text: String, to bytes: inout [UInt8], delimiter: UInt8 = UInt8(ascii: ",")
  ) {
    let mark = UInt8(ascii: "\"")
    let isPlain = text.utf8.allSatisfy {
      $0 != mark && $0 != delimiter && $0 != 0x0A && $0 != 0x0D
    }
    if isPlain, !text.isEmpty {
      bytes += text.utf8
      return
    }
    bytes.append(mark)
    for byte in text.utf8 {
      if byte == mark { bytes.append(mark) }
      bytes.append(byte)
    }
    bytes.append(mark)
  }
}

/// Writing of strings as JSON.
enum JSONString {
  /// Appends the text in quotation marks, with only the necessary escapes.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: bytes += #"\n"#.utf8
      case 0x0D: bytes += #"\r"#.utf8
      case 0x09: bytes += #"\t"#.utf8
      case 0..<0x20:
        bytes += #"\u00"#.utf8
        bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
