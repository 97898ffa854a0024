extension HeaderScanner {
  /// A string with its escapes resolved.
  package mutating func string() throws(SafetensorsFault) -> String {
    skipSpace()
    let start = offset
    guard take("\"") else { throw .syntax(expected: "a string", offset: start) }
    var text: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        advance()
        return try decode(text, from: start)
      case UInt8(ascii: "\\"):
        advance()
        try text += Array(String(escape()).utf8)
      case 0..<0x20:
        throw .syntax(expected: "no raw control character", offset: offset)
      default:
        let run = plainRun
        text += bytes[run]
        advance(by: run.count)
      }
    }
    throw .syntax(expected: "the end of the string from byte \(start)", offset: offset)
  }

  /// The bytes from here to the next that a string does not hold as they are.
  private var plainRun: Range<Int> {
    bytes.withUnsafeBufferPointer { bytes in
      var end = position
      while end < bytes.count, bytes[end] >= 0x20, bytes[end] != UInt8(ascii: "\""),
        bytes[end] != UInt8(ascii: "\\")
      {
        end += 1
      }
      return position..<end
    }
  }

  /// Decoding puts U+FFFD in the place of what is not UTF-8, which then differs from the bytes.
  private func decode(_ text: [UInt8], from start: Int) throws(SafetensorsFault) -> String {
    let string = String(decoding: text, as: UTF8.self)
    guard string.utf8.elementsEqual(text) else { throw .notUTF8(offset: start) }
    return string
  }

  private mutating func escape() throws(SafetensorsFault) -> Unicode.Scalar {
    guard let byte = next else { throw .syntax(expected: "an escape", offset: offset) }
    advance()
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try scalarEscape()
    default: throw .syntax(expected: "one of \"\\/bfnrtu", offset: offset - 1)
    }
  }

  /// Four digits, or two times four that are a surrogate pair.
  private mutating func scalarEscape() throws(SafetensorsFault) -> Unicode.Scalar {
    let start = offset
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    if first < 0xDC00, bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
      advance(by: 2)
      let second = try fourDigits()
      if 0xDC00...0xDFFF ~= second,
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      {
        return scalar
      }
    }
    throw .syntax(expected: "a whole surrogate pair", offset: start)
  }

  private mutating func fourDigits() throws(SafetensorsFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw .syntax(expected: "a hexadecimal digit", offset: offset)
      }
      value = value << 4 | UInt32(digit)
      advance()
    }
    return value
  }
}
