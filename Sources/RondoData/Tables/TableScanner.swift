/// Cuts a table into rows and fields.
///
/// With quoting it reads CSV by RFC 4180, other delimiters and LF alone as a line end allowed: a
/// field in quotation marks may hold delimiters, line breaks and, doubled, quotation marks; a mark
/// inside a field without them is an error. Without quoting it reads TSV, where a quotation mark is
/// text. Empty lines are no rows.
struct TableScanner {
  /// Where a field's text stands, without the marks around it.
  struct Field {
    let range: Range<Int>
    /// Whether doubled marks in it stand for one.
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
  /// Whether the last row was read to its end, so that the next one can be, whatever was wrong.
  private(set) var isAtRow = true

  /// With quoting, a comma if no delimiter is given; without it, a tab.
  init(_ text: SourceText, isQuoting: Bool, delimiter: TableDelimiter? = nil) {
    (self.text, self.isQuoting) = (text, isQuoting)
    self.delimiter = (isQuoting ? delimiter ?? .comma : .tab).byte
  }

  /// Reads the next row; false at the end.
  ///
  /// - Throws: `malformed` where quotation marks are out of place, or where the row has another
  ///   number of fields than the one before it.
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

  /// Reads fields up to and with the end of the line.
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

  /// Stops at the delimiter, the line feed or the end.
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

  /// Where the row begins.
  var start: Int { fields.first?.range.lowerBound ?? 0 }
}

/// Finds columns of a table by name or number.
struct TableHeader {
  /// The names; nil where the first row is data.
  let names: [String]?
  let table: TableScanner

  /// The column that was chosen by its name or, failing that, by its number from 1; without a choice
  /// the first of the usual names that occurs, whatever the case of its letters; else nil.
  ///
  /// - Returns: the column, from 0.
  /// - Throws: `malformed` at the first row where a chosen column is not there, or is there twice.
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

  /// The column of the first of the usual names that occurs, whatever the case of its letters.
  func usualColumn(_ usual: [String]) -> Int? {
    let lower = (names ?? []).map { ASCII.lowercased($0) }
    for name in usual { if let column = lower.firstIndex(of: name) { return column } }
    return nil
  }

  private func error(_ fault: DataFault) -> DataError { table.text.error(fault, at: table.start) }
}
