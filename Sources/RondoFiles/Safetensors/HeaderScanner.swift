/// A strict reader of the JSON in a safetensors header, over bytes.
///
/// It accepts less than the reference does, and nothing that the reference refuses: no duplicate
/// keys, no lone surrogates, no signs or fractions in numbers that count something. It is not a
/// general JSON parser: a caller asks for what must come next.
package struct HeaderScanner {
  /// The most keys in one object, so that a hostile header cannot take gigabytes.
  static let keyLimit = 100_000
  /// The deepest nesting inside an unknown field.
  static let depthLimit = 32

  package let bytes: [UInt8]
  package private(set) var position = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The position in the file, whose first 8 bytes are not the header's.
  var offset: Int { position + 8 }

  package var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  package mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
  }

  /// Steps over a character if it comes next, after white space.
  package mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard let byte = next, UInt32(byte) == character.value else { return false }
    position += 1
    return true
  }

  package mutating func expect(_ character: Unicode.Scalar) throws(SafetensorsFault) {
    if !take(character) { throw .syntax(expected: "'\(character)'", offset: offset) }
  }

  /// Steps over a word such as `null` if it comes next, after white space.
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

  /// An object; `member` reads the value of each key.
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

  /// An array; `element` reads each value.
  package mutating func array(
    _ element: (inout HeaderScanner) throws(SafetensorsFault) -> Void
  ) throws(SafetensorsFault) {
    try expect("[")
    if take("]") { return }
    repeat { try element(&self) } while take(",")
    try expect("]")
  }

  /// A whole number from 0 to 2⁶³ − 1 in plain digits.
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

  /// Steps over bytes that have been looked at.
  package mutating func advance(by count: Int = 1) { position += count }
}
