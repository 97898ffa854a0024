import RondoFiles
import RondoText

/// A decoded file that can say where in it something is wrong: what a `SeriesFormat` reads.
///
///     for line in text.lines where !text.isBlank(line) {
///       let words = text.words(line)
///       if words.count < 2 {
///         throw text.error(DataFault("a label and a value are expected"), at: line.lowerBound)
///       }
///       let value = try text.value(in: words[1])
///     }
///
/// Its parts are ranges of byte offsets. Places in messages are lines and columns of the decoded text,
/// so that they are the same for the same text in any encoding, with or without a byte-order mark.
/// Finding one takes a pass over the text before it, which happens once: for the error that ends the
/// reading.
/// `Sendable`.
public struct SourceText: Sendable {
  /// The file's name, "-" for standard input.
  public let path: String
  /// The text in UTF-8, without a byte-order mark.
  public let utf8: [UInt8]
  let source: DataSource
  /// What the user should hear about how the file was read.
  let notes: [Advice]
  /// What is wrong with lines of a damaged file, by their numbers from 1, where the reader keeps
  /// damage; in the text U+FFFD stands in its place.
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

  /// A text with U+FFFD in the place of damaged sequences and NUL characters, and the lines that had
  /// any. Linear.
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

  /// A text that is no file's, with a name for messages.
  public init(path: String, utf8: [UInt8]) {
    source = DataSource(path: path, bytes: utf8.count, sha256: "", encoding: "UTF-8")
    (self.path, self.utf8, notes, damage) = (path, utf8, [], [:])
  }

  /// The error that names the place of a byte.
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

  /// Whether nothing but ASCII white space stands there.
  public func isBlank(_ range: Range<Int>) -> Bool {
    for offset in range where !ASCII.isSpace(utf8[offset]) { return false }
    return true
  }

  /// Where a byte first stands in a range.
  public func first(_ byte: UInt8, in range: Range<Int>) -> Int? {
    var offset = range.lowerBound
    while offset < range.upperBound {
      if utf8[offset] == byte { return offset }
      offset += 1
    }
    return nil
  }

  /// Whether the bytes are this word, whatever the case of its ASCII letters.
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

  /// The fields between separators, one more than there are of them.
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

  /// The words between ASCII white space; none is empty.
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

  /// The number in a field, blanks around it left out; NaN where it is marked as missing by `NaN`
  /// (in any case) or `?`.
  ///
  /// - Throws: `malformed` at the field where it is neither, or too large for a `Double`.
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

/// What the readers need to know of ASCII.
enum ASCII {
  /// Space, tab, line feed, vertical tab, form feed, carriage return.
  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  static func lowercased(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }

  /// A text with its ASCII letters in lower case and all else as it is.
  static func lowercased(_ text: String) -> String {
    String(decoding: text.utf8.map { lowercased($0) }, as: UTF8.self)
  }
}

/// Cuts a text into lines.
///
/// A line ends at LF, and one CR before it goes with it; U+000B, U+0085 and the like are text. A line
/// end at the end of the text begins no further line.
struct LineScanner {
  private let bytes: [UInt8]
  private var offset = 0
  /// The number of the line that was given last, from 1.
  private(set) var line = 0

  init(_ text: SourceText) { bytes = text.utf8 }

  /// Where the next line stands, without its end; nil at the end of the text.
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
