extension HeaderScanner {
  /// Steps over any JSON value, checking it as strictly as the values that are read.
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

  /// A number in JSON's grammar whose size a `Double` can hold, as the reference asks.
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
