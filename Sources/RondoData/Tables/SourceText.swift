import RondoFiles
import RondoText

/// A decoded file with the line and column of each byte: the input of a `SeriesFormat`.
///
///     let text = SourceText(path: "waves.txt", utf8: Array("up 0.5\ndown -2\n".utf8))
///     for line in text.lines where !text.isBlank(line) {
///       let words = text.words(line)
///       if words.count < 2 {
///         throw text.error(DataFault("a label and a value are expected"), at: line.lowerBound)
///       }
///       print(try text.value(in: words[1]))  // 0.5, then -2.0
///     }
///
/// Its parts are ranges of byte offsets. Positions in messages are lines and columns of the decoded
/// text, so that they do not depend on the encoding or a byte-order mark. Finding one is linear in
/// the text before it, but needed only for the error that ends the reading. `Sendable`.
public struct SourceText: Sendable {
  /// The file's name, "-" for standard input.
  public let path: String
  /// The text in UTF-8, without a byte-order mark.
  public let utf8: [UInt8]
  let source: DataSource
  /// Notes for the user about how the file was read.
  let notes: [Advice]
  /// The errors of damaged lines, by their numbers from 1, if the reader keeps damage; in the text
  /// U+FFFD replaces it.
  let damage: [Int: TextError]

  /// Reads a file; "-" is standard input.
  ///
  /// - Throws: `DataError`: `missing`, `unreadable`, `inputOutput`, `text`, or `empty`.
  init(_ path: String, _ reader: CorpusReader) throws(DataError) {
    let corpus = try reader.readText(path)
    if corpus.utf8.isEmpty { throw .empty(paths: [path]) }
    (self.path, source, notes) = (path, corpus.sources[0], corpus.notes)
    (utf8, damage) = reader.keepsDamage ? Self.repaired(corpus.utf8) : (corpus.utf8, [:])
  }

  /// The text with U+FFFD instead of ill-formed sequences and NUL characters, and the errors of the
  /// lines that had any. Linear.
  private static func repaired(_ utf8: [UInt8]) -> ([UInt8], [Int: TextError]) {
    let decoder = TextDecoder(encoding: .named("UTF-8"))
    if (try? decoder.decode(utf8).requireNoNUL()) != nil { return (utf8, [:]) }
    var (repaired, damage): ([UInt8], [Int: TextError]) = ([], [:])
    let lines = utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if index > 0 { repaired.append(0x0A) }
      do throws(TextError) {
        let decoded = try decoder.decode(Array(line))
        try decoded.requireNoNUL()
        repaired += line
      } catch {
        damage[index + 1] = error
        let text = String(decoding: line, as: UTF8.self)
        repaired += text.replacing("\0", with: "\u{FFFD}").utf8
      }
    }
    return (repaired, damage)
  }

  /// The error of a damaged line.
  func error(_ damage: TextError, onLine line: Int) -> DataError {
    switch damage {
    case .invalidUTF8(let offset, _, let column):
      .text(path: path, .invalidUTF8(offset: offset, line: line, column: column))
    case .containsNUL(let offset, _, let column):
      .text(path: path, .containsNUL(offset: offset, line: line, column: column))
    default: .text(path: "\(path), line \(line)", damage)
    }
  }

  /// Creates a text from memory, with a name for messages.
  public init(path: String, utf8: [UInt8]) {
    source = DataSource(path: path, bytes: utf8.count, sha256: "", encoding: "UTF-8")
    (self.path, self.utf8, notes, damage) = (path, utf8, [], [:])
  }

  /// The error for a fault at an offset, with its line and column.
  public func error(_ fault: DataFault, at offset: Int) -> DataError {
    let position = TextPosition(offset: min(offset, utf8.count), in: utf8)
    return .malformed(path: path, line: position.line, column: position.column, fault)
  }

  /// The text of some bytes.
  public func string(_ range: Range<Int>) -> String { String(decoding: utf8[range], as: UTF8.self) }

  /// A range without the blanks (space and tab) at its ends.
  public func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, utf8[start] == 0x20 || utf8[start] == 0x09 { start += 1 }
    while start < end, utf8[end - 1] == 0x20 || utf8[end - 1] == 0x09 { end -= 1 }
    return start..<end
  }

  /// Whether the range contains nothing but ASCII white space.
  public func isBlank(_ range: Range<Int>) -> Bool {
    for offset in range where !ASCII.isSpace(utf8[offset]) { return false }
    return true
  }

  /// The offset of the first occurrence of a byte in a range.
  public func first(_ byte: UInt8, in range: Range<Int>) -> Int? {
    var offset = range.lowerBound
    while offset < range.upperBound {
      if utf8[offset] == byte { return offset }
      offset += 1
    }
    return nil
  }

  /// Whether the bytes are this word, in any case of ASCII letters.
  func matches(_ word: StaticString, in range: Range<Int>) -> Bool {
    guard range.count == word.utf8CodeUnitCount else { return false }
    for (index, offset) in range.enumerated()
    where ASCII.lowercased(utf8[offset]) != ASCII.lowercased(word.utf8Start[index]) {
      return false
    }
    return true
  }
}

extension SourceText {
  /// The lines in order, without their ends (LF or CR LF). O(bytes).
  public var lines: [Range<Int>] {
    var scanner = LineScanner(self)
    var lines: [Range<Int>] = []
    while let line = scanner.next() { lines.append(line) }
    return lines
  }

  /// The fields between separators: one more than the number of separators.
  public func fields(_ range: Range<Int>, separator: UInt8) -> [Range<Int>] {
    var fields: [Range<Int>] = []
    var start = range.lowerBound
    while let end = first(separator, in: start..<range.upperBound) {
      fields.append(start..<end)
      start = end + 1
    }
    fields.append(start..<range.upperBound)
    return fields
  }

  /// The words separated by ASCII white space; none is empty.
  public func words(_ range: Range<Int>) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var offset = range.lowerBound
    while offset < range.upperBound {
      let start = offset
      while offset < range.upperBound, !ASCII.isSpace(utf8[offset]) { offset += 1 }
      if offset > start { words.append(start..<offset) }
      while offset < range.upperBound, ASCII.isSpace(utf8[offset]) { offset += 1 }
    }
    return words
  }

  /// The number in a field, without the blanks around it; NaN for the marks of a missing value,
  /// `NaN` (in any case of letters) and `?`.
  ///
  /// - Throws: `malformed` at the field if it is neither, or too large for a `Double`.
  public func value(in range: Range<Int>) throws(DataError) -> Double {
    let field = trimmed(range)
    if let number = DecimalNumber.parse(utf8, field) {
      if number.isFinite { return number }
      throw error(.numberTooLarge(string(field)), at: field.lowerBound)
    }
    if isMissingMark(field) { return .nan }
    throw error(field.isEmpty ? .noValue : .notANumber(string(field)), at: field.lowerBound)
  }

  func isMissingMark(_ field: Range<Int>) -> Bool {
    field.count == 1 ? utf8[field.lowerBound] == UInt8(ascii: "?") : matches("nan", in: field)
  }
}

/// Properties of ASCII characters.
enum ASCII {
  /// Whether a byte is a space, tab, line feed, vertical tab, form feed or carriage return.
  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  static func lowercased(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }

  /// The text with ASCII letters in lower case and all others unchanged.
  static func lowercased(_ text: String) -> String {
    String(decoding: text.utf8.map { lowercased($0) }, as: UTF8.self)
  }
}

/// A scanner of the lines of a text.
///
/// A line ends at LF or CR LF; U+000B, U+0085 and similar characters are text. A line end at the
/// end of the text starts no further line.
struct LineScanner {
  private let bytes: [UInt8]
  private var offset = 0
  /// The number of the last line, from 1.
  private(set) var line = 0

  init(_ text: SourceText) { bytes = text.utf8 }

  /// The range of the next line without its end; nil at the end of the text.
  mutating func next() -> Range<Int>? {
    guard offset < bytes.count else { return nil }
    let start = offset
    var end = start
    bytes.withUnsafeBufferPointer { bytes in
      while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    }
    offset = end + 1
    line += 1
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return start..<end
  }
}
