/// The words of a line of ARFF, which may be quoted with `'` or `"`; in quotes a backslash escapes
/// the next character.
struct ARFFWords {
  struct Word {
    /// The range without quotes.
    let range: Range<Int>
    let isQuoted: Bool
    let text: SourceText

    func matches(_ word: StaticString) -> Bool { !isQuoted && text.matches(word, in: range) }

    var string: String {
      guard isQuoted else { return text.string(range) }
      var bytes: [UInt8] = []
      var offset = range.lowerBound
      while offset < range.upperBound {
        if text.utf8[offset] == UInt8(ascii: "\\"), offset + 1 < range.upperBound { offset += 1 }
        bytes.append(text.utf8[offset])
        offset += 1
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  let text: SourceText
  private(set) var offset: Int
  let end: Int

  init(_ text: SourceText, _ line: Range<Int>) {
    (self.text, offset, end) = (text, line.lowerBound, line.upperBound)
  }

  /// The offset of the next word or mark; nil at the end of the line.
  var peek: Int? {
    let start = text.trimmed(offset..<end).lowerBound
    return start < end ? start : nil
  }

  /// The next byte that is not blank.
  var nextByte: UInt8? { peek.map { text.utf8[$0] } }

  mutating func advance() { offset = (peek ?? end - 1) + 1 }

  /// Reads a quoted word, or one up to a blank, a comma or a brace.
  mutating func next() throws(DataError) -> Word {
    guard let start = peek else { throw text.error(.lineEndsEarly, at: end) }
    let mark = text.utf8[start]
    if mark == UInt8(ascii: "'") || mark == UInt8(ascii: "\"") {
      offset = start + 1
      while offset < end, text.utf8[offset] != mark {
        offset += text.utf8[offset] == UInt8(ascii: "\\") ? 2 : 1
      }
      guard offset < end else { throw text.error(.unterminatedQuote, at: start) }
      offset += 1
      return Word(range: start + 1..<offset - 1, isQuoted: true, text: text)
    }
    offset = start
    while offset < end, !Self.isBorder(text.utf8[offset]) { offset += 1 }
    return Word(range: start..<offset, isQuoted: false, text: text)
  }

  private static func isBorder(_ byte: UInt8) -> Bool {
    [0x20, 0x09, UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "}")].contains(byte)
  }

  /// Reads labels in braces; nil if no brace comes next.
  mutating func list() throws(DataError) -> [ClassLabel]? {
    guard nextByte == UInt8(ascii: "{") else { return nil }
    var labels: [ClassLabel] = []
    var seen: Set<ClassLabel> = []
    repeat {
      advance()
      let start = peek ?? end
      let word = try next()
      let label = ClassLabel(word.string)
      if word.range.isEmpty { throw text.error(.emptyLabel, at: start) }
      if !seen.insert(label).inserted { throw text.error(.repeatedLabel(label.name), at: start) }
      labels.append(label)
    } while nextByte == UInt8(ascii: ",")
    guard nextByte == UInt8(ascii: "}") else { throw text.error(.openBrace, at: peek ?? end) }
    advance()
    return labels
  }
}
