extension LabelledTextReader {
  /// Reads JSON Lines: an object a line, its text a string, its label a string, a number or a truth
  /// value (as it is spelled), or an array of these. Other keys are checked and left out.
  func readJSONLines(_ text: SourceText, into data: inout LabelledText) throws(DataError) {
    var lines = LineScanner(text)
    while let line = lines.next() {
      if text.isBlank(line) { continue }
      var object = LineObject()
      do throws(SafetensorsFault) {
        var scanner = HeaderScanner(Array(text.utf8[line]))
        try scanner.object { (scanner, key) throws(SafetensorsFault) in
          try object.read(key, &scanner, self)
        }
        try scanner.expectEnd()
      } catch { throw Self.translated(error, in: text, line) }
      let (string, stringStart) = try object.value(
        object.texts, role: "text", chosen: textColumn, usual: Self.textNames, in: text, line)
      guard case .string(let string) = string else {
        throw text.error(.jsonText, at: line.lowerBound + stringStart)
      }
      if string.utf8.allSatisfy({ ASCII.isSpace($0) }) {
        throw text.error(.emptyText, at: line.lowerBound + stringStart)
      }
      if string.utf8.contains(0) { throw text.error(.jsonNUL, at: line.lowerBound + stringStart) }
      let (labels, start) = try labels(object, in: text, line)
      try add(
        string, labels, line: lines.line, to: &data, failingAt: line.lowerBound + start, in: text)
    }
  }

  private func labels(
    _ object: LineObject, in text: SourceText, _ line: Range<Int>
  ) throws(DataError) -> (labels: [ClassLabel], start: Int) {
    if !requiresLabels, labelColumn == nil, object.labels.isEmpty { return ([], 0) }
    let (value, start) = try object.value(
      object.labels, role: "label", chosen: labelColumn, usual: Self.labelNames, in: text, line)
    let names: [String]
    switch value {
    case .string(let name), .scalar(let name): names = [name]
    case .list(let list): names = list
    case .null where !requiresLabels: names = []
    case .null, .other: throw text.error(.jsonLabel, at: line.lowerBound + start)
    }
    if names.isEmpty, requiresLabels, !isMultiLabel {
      throw text.error(.emptyLabel, at: line.lowerBound + start)
    }
    for name in names {
      if name.utf8.allSatisfy({ ASCII.isSpace($0) }) {
        throw text.error(.emptyLabel, at: line.lowerBound + start)
      }
      if name.utf8.contains(0) { throw text.error(.jsonNUL, at: line.lowerBound + start) }
    }
    return (names.map { ClassLabel($0) }, start)
  }

  /// The scanner's faults, whose offsets count 8 bytes before the text, with their line and column.
  private static func translated(
    _ fault: SafetensorsFault, in text: SourceText, _ line: Range<Int>
  ) -> DataError {
    let (reason, offset): (DataFault, Int) =
      switch fault {
      case .syntax(let expected, let offset) where expected.hasPrefix("the end of the string"):
        (.jsonUnterminated, offset)
      case .syntax("no raw control character", let offset): (.jsonControl, offset)
      case .syntax(let expected, let offset): (.json(expected: expected), offset)
      case .duplicateKey(let key, let offset): (.repeatedKey(key), offset)
      case .tooDeep(let offset): (.jsonTooDeep, offset)
      case .tooManyKeys(_, let offset): (.jsonTooDeep, offset)
      default: (.json(expected: "JSON"), 8)
      }
    return text.error(reason, at: line.lowerBound + offset - 8)
  }
}

/// What one line of JSON says under the keys that a reader looks for.
private struct LineObject {
  enum Value {
    case string(String)
    /// A number or a truth value, as it is spelled.
    case scalar(String)
    case list([String])
    case null
    case other
  }

  /// Values with their keys and where they begin in the line.
  typealias Found = [(key: String, value: Value, start: Int)]

  private(set) var texts: Found = []
  private(set) var labels: Found = []
  private var keys: [String] = []

  mutating func read(
    _ key: String, _ scanner: inout HeaderScanner, _ reader: LabelledTextReader
  ) throws(SafetensorsFault) {
    scanner.skipSpace()
    let start = scanner.position
    keys.append(key)
    let isText = Self.isOne(key, reader.textColumn, LabelledTextReader.textNames)
    let isLabel = Self.isOne(key, reader.labelColumn, LabelledTextReader.labelNames)
    guard isText || isLabel else { return try scanner.skipValue() }
    let value = try Self.value(&scanner)
    if isText { texts.append((key, value, start)) }
    if isLabel { labels.append((key, value, start)) }
  }

  private static func isOne(_ key: String, _ chosen: String?, _ usual: [String]) -> Bool {
    chosen.map { ClassLabel($0) == ClassLabel(key) } ?? usual.contains(ASCII.lowercased(key))
  }

  private static func value(_ scanner: inout HeaderScanner) throws(SafetensorsFault) -> Value {
    switch scanner.next {
    case UInt8(ascii: "\""): return .string(try scanner.string())
    case UInt8(ascii: "["):
      var list: [String]? = []
      try scanner.array { (scanner) throws(SafetensorsFault) in
        scanner.skipSpace()
        switch try value(&scanner) {
        case .string(let text), .scalar(let text): list?.append(text)
        default: list = nil
        }
      }
      return list.map { .list($0) } ?? .other
    case UInt8(ascii: "{"):
      try scanner.skipValue()
      return .other
    default:
      let start = scanner.position
      try scanner.skipValue()
      let text = String(decoding: scanner.bytes[start..<scanner.position], as: UTF8.self)
      return text == "null" ? .null : .scalar(text)
    }
  }

  /// The value under the chosen key, or under the first of the usual ones that is there.
  func value(
    _ found: Found, role: String, chosen: String?, usual: [String], in text: SourceText,
    _ line: Range<Int>
  ) throws(DataError) -> (Value, start: Int) {
    if chosen != nil, let one = found.first { return (one.value, one.start) }
    for name in usual {
      if let one = found.first(where: { ASCII.lowercased($0.key) == name }) {
        return (one.value, one.start)
      }
    }
    throw text.error(.noKey(role: role, chosen: chosen, found: keys), at: line.lowerBound)
  }
}
