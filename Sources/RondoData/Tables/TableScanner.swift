/// A scanner of the rows and fields of a table.
///
/// With quoting it reads CSV by RFC 4180, also with other delimiters and with LF as a line end: a
/// field in quotation marks may contain delimiters, line breaks and doubled quotation marks; a mark
/// inside an unquoted field is an error. Without quoting it reads TSV, where a quotation mark is
/// text. Empty lines are skipped.
struct TableScanner {
  /// The range of a field, without its quotation marks.
  struct Field {
    let range: Range<Int>
    /// Whether it contains doubled marks, each of which means one.
    var hasDoubledMarks = false
  }

  private static let mark = UInt8(ascii: "\"")

  let text: SourceText
  let delimiter: UInt8
  let isQuoting: Bool
  /// The fields of the row that was read last.
  private(set) var fields: [Field] = []
  /// The line on which that row begins, from 1.
  private(set) var line = 0
  private var offset = 0
  private var nextLine = 1
  /// The number of fields of the first row.
  private var width = 0
  /// Whether the last row was read to its end, so that the next one can be read despite an error.
  private(set) var isAtRow = true

  /// With quoting, a comma if no delimiter is given; without it, a tab.
  init(_ text: SourceText, isQuoting: Bool, delimiter: TableDelimiter? = nil) {
    (self.text, self.isQuoting) = (text, isQuoting)
    self.delimiter = (isQuoting ? delimiter ?? .comma : .tab).byte
  }

  /// Reads the next row; false at the end.
  ///
  /// - Throws: `malformed` if quotation marks are misplaced, or if the number of fields differs
  ///   from that of the row before.
  mutating func next() throws(DataError) -> Bool {
    while offset < text.utf8.count {
      fields.removeAll(keepingCapacity: true)
      let start = offset
      line = nextLine
      isAtRow = false
      try readRow()
      isAtRow = true
      if fields.count == 1, fields[0].range.isEmpty, text.utf8[start] != Self.mark || !isQuoting {
        continue
      }
      if width == 0 { width = fields.count }
      if fields.count != width {
        throw text.error(.raggedRow(found: fields.count, expected: width), at: start)
      }
      return true
    }
    return false
  }

  /// Reads fields up to and including the end of the line.
  private mutating func readRow() throws(DataError) {
    let count = text.utf8.count
    while true {
      if isQuoting, offset < count, text.utf8[offset] == Self.mark {
        try readQuoted()
      } else {
        try readPlain()
      }
      guard offset < count else { return }
      let byte = text.utf8[offset]
      offset += 1
      if byte != delimiter {
        nextLine += 1
        return
      }
    }
  }

  /// Reads an unquoted field up to the delimiter, the line feed or the end.
  private mutating func readPlain() throws(DataError) {
    let start = offset
    var end = start
    let stray = text.utf8.withUnsafeBufferPointer { bytes -> Bool in
      while end < bytes.count {
        let byte = bytes[end]
        if byte == delimiter || byte == 0x0A { return false }
        if byte == Self.mark, isQuoting { return true }
        end += 1
      }
      return false
    }
    if stray { throw text.error(.strayMark, at: end) }
    offset = end
    let isLast = end == text.utf8.count || text.utf8[end] == 0x0A
    if isLast, end > start, text.utf8[end - 1] == 0x0D { end -= 1 }
    fields.append(Field(range: start..<end))
  }

  private mutating func readQuoted() throws(DataError) {
    let opening = offset
    let start = opening + 1
    var end = start
    var hasDoubledMarks = false
    let isClosed = text.utf8.withUnsafeBufferPointer { bytes -> Bool in
      while end < bytes.count {
        if bytes[end] == Self.mark {
          guard end + 1 < bytes.count, bytes[end + 1] == Self.mark else { return true }
          hasDoubledMarks = true
          end += 1
        } else if bytes[end] == 0x0A {
          nextLine += 1
        }
        end += 1
      }
      return false
    }
    guard isClosed else { throw text.error(.unterminatedQuote, at: opening) }
    fields.append(Field(range: start..<end, hasDoubledMarks: hasDoubledMarks))
    offset = end + 1
    if offset < text.utf8.count, text.utf8[offset] == 0x0D,
      offset + 1 == text.utf8.count || text.utf8[offset + 1] == 0x0A
    {
      offset += 1
    }
    if offset < text.utf8.count, text.utf8[offset] != delimiter, text.utf8[offset] != 0x0A {
      throw text.error(.textAfterQuote, at: offset)
    }
  }
}

extension TableScanner {
  /// The text of a field.
  func string(_ field: Field) -> String {
    guard field.hasDoubledMarks else { return text.string(field.range) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(field.range.count)
    var offset = field.range.lowerBound
    while offset < field.range.upperBound {
      bytes.append(text.utf8[offset])
      offset += text.utf8[offset] == Self.mark ? 2 : 1
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The texts of the row's fields.
  var strings: [String] { fields.map(string) }

  /// The offset of the row.
  var start: Int { fields.first?.range.lowerBound ?? 0 }

  /// The bytes of a field with its quotation marks.
  func whole(_ field: Field) -> Range<Int> {
    let start = field.range.lowerBound
    guard isQuoting, start > 0, text.utf8[start - 1] == Self.mark else { return field.range }
    return start - 1..<field.range.upperBound + 1
  }

  /// The offset of the end of the row, without its line end.
  var end: Int { fields.last.map { whole($0).upperBound } ?? 0 }
}

/// The header of a table, in which columns are found by name or number.
struct TableHeader {
  /// The names; nil if the first row is data.
  let names: [String]?
  let table: TableScanner

  /// The column chosen by its name or else by its number from 1; without a choice, the first usual
  /// name that occurs in any case of letters; else nil.
  ///
  /// - Returns: The column, from 0.
  /// - Throws: `malformed` at the first row if a chosen column is missing or ambiguous.
  func column(_ choice: String?, orOneOf usual: [String]) throws(DataError) -> Int? {
    guard let choice else { return usualColumn(usual) }
    let found = (names ?? []).indices.filter { ClassLabel(names?[$0] ?? "") == ClassLabel(choice) }
    if found.count > 1 { throw error(.repeatedColumn(choice)) }
    if let column = found.first { return column }
    if let number = Int(choice) {
      if (1...table.fields.count).contains(number) { return number - 1 }
      throw error(.noColumnNumber(number, count: table.fields.count))
    }
    throw error(names.map { .noColumn(choice, found: $0) } ?? .columnNameWithoutHeader(choice))
  }

  /// The column of the first usual name that occurs, in any case of letters.
  func usualColumn(_ usual: [String]) -> Int? {
    let lower = (names ?? []).map { ASCII.lowercased($0) }
    for name in usual { if let column = lower.firstIndex(of: name) { return column } }
    return nil
  }

  private func error(_ fault: DataFault) -> DataError { table.text.error(fault, at: table.start) }
}
