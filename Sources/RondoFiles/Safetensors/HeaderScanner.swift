/// A strict reader of the JSON in a safetensors header, over bytes.
///
/// It accepts a subset of what the reference implementation accepts: no duplicate keys, no lone
/// surrogates, no signs or fractions in counts. It is not a general JSON parser: the caller
/// requests the element that must come next.
package struct HeaderScanner {
  /// The largest number of keys in one object, so that a malicious header cannot take gigabytes.
  static let keyLimit = 100_000
  /// The greatest depth of nesting inside an unknown field.
  static let depthLimit = 32

  package let bytes: [UInt8]
  package private(set) var position = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The position in the file, whose first 8 bytes precede the header.
  var offset: Int { position + 8 }

  package var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  package mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
  }

  /// Consumes a character if it comes next, after white space.
  package mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard let byte = next, UInt32(byte) == character.value else { return false }
    position += 1
    return true
  }

  package mutating func expect(_ character: Unicode.Scalar) throws(SafetensorsFault) {
    if !take(character) { throw .syntax(expected: "'\(character)'", offset: offset) }
  }

  /// Consumes a word such as `null` if it comes next, after white space.
  mutating func take(word: StaticString) -> Bool {
    skipSpace()
    let word = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes[position...].starts(with: word) else { return false }
    position += word.count
    return true
  }

  package mutating func expectEnd() throws(SafetensorsFault) {
    skipSpace()
    if next != nil { throw .syntax(expected: "the end or white space", offset: offset) }
  }

  /// Reads an object; `member` reads the value of each key.
  package mutating func object(
    _ member: (inout HeaderScanner, _ key: String) throws(SafetensorsFault) -> Void
  ) throws(SafetensorsFault) {
    try expect("{")
    if take("}") { return }
    var keys: Set<[UInt8]> = []
    repeat {
      skipSpace()
      let start = offset
      let key = try string()
      guard keys.insert(Array(key.utf8)).inserted else {
        throw .duplicateKey(key, offset: start)
      }
      if keys.count > Self.keyLimit { throw .tooManyKeys(limit: Self.keyLimit, offset: start) }
      try expect(":")
      try member(&self, key)
    } while take(",")
    try expect("}")
  }

  /// Reads an array; `element` reads each value.
  package mutating func array(
    _ element: (inout HeaderScanner) throws(SafetensorsFault) -> Void
  ) throws(SafetensorsFault) {
    try expect("[")
    if take("]") { return }
    repeat { try element(&self) } while take(",")
    try expect("]")
  }

  /// Reads a whole number from 0 to 2⁶³ − 1 in plain digits.
  mutating func wholeNumber() throws(SafetensorsFault) -> Int {
    skipSpace()
    let start = offset
    var value = 0
    var digitCount = 0
    while let byte = next, byte >= 0x30, byte <= 0x39 {
      let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = product.addingReportingOverflow(Int(byte) - 0x30)
      if tooLarge || overflow || (digitCount > 0 && value == 0) { throw .number(offset: start) }
      value = sum
      digitCount += 1
      position += 1
    }
    if digitCount == 0 || next.map(Array(".eE".utf8).contains) == true {
      throw .number(offset: start)
    }
    return value
  }

  /// Consumes bytes that have been examined.
  package mutating func advance(by count: Int = 1) { position += count }
}

extension HeaderScanner {
  /// Reads a string and resolves its escapes.
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

  /// The bytes up to the next one that a string does not contain literally.
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

  /// Decoding replaces ill-formed UTF-8 by U+FFFD, so that the result differs from the bytes.
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

  /// Reads four hexadecimal digits, or twice four that form a surrogate pair.
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

extension HeaderScanner {
  /// Skips any JSON value, checked as strictly as the values that are read.
  package mutating func skipValue(depth: Int = 0) throws(SafetensorsFault) {
    skipSpace()
    if depth > Self.depthLimit { throw .tooDeep(offset: offset) }
    switch next {
    case UInt8(ascii: "{"):
      try object { (scanner, _) throws(SafetensorsFault) in
        try scanner.skipValue(depth: depth + 1)
      }
    case UInt8(ascii: "["):
      try array { (scanner) throws(SafetensorsFault) in try scanner.skipValue(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try string()
    case let byte? where byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte):
      try skipNumber()
    default:
      guard take(word: "null") || take(word: "true") || take(word: "false") else {
        throw .syntax(expected: "a value", offset: offset)
      }
    }
  }

  /// Skips a JSON number within the range of `Double`, as the reference implementation requires.
  private mutating func skipNumber() throws(SafetensorsFault) {
    let start = position
    if next == UInt8(ascii: "-") { advance() }
    if next == UInt8(ascii: "0") { advance() } else { try skipDigits() }
    if next == UInt8(ascii: ".") {
      advance()
      try skipDigits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      advance()
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { advance() }
      try skipDigits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = Double(text), value.magnitude < 1e308 else {
      throw .syntax(expected: "a number below 1e308", offset: start + 8)
    }
  }

  private mutating func skipDigits() throws(SafetensorsFault) {
    let start = position
    while let byte = next, byte >= 0x30, byte <= 0x39 { advance() }
    if position == start { throw .syntax(expected: "a digit", offset: offset) }
  }
}
