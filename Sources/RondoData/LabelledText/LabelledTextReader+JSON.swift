import RondoFiles

extension LabelledTextReader {
  /// Reads objects, one a line or in one array: the text of each is a string, its label a string, a
  /// number or a boolean (in its original spelling), or an array of these. Other keys are checked
  /// and ignored.
  ///
  /// - Parameter layout: The keys of text and label in earlier data, if there are any.
  func readJSON(
    _ text: SourceText, _ layout: LabelledTextLayout?, into data: inout LabelledText
  ) throws(DataError) {
    var objects = JSONObjects(text: text, reader: self, layout: layout)
    let all = 0..<text.utf8.count
    if let first = all.first(where: { !ASCII.isSpace(text.utf8[$0]) }),
      text.utf8[first] == UInt8(ascii: "[")
    {
      try objects.readArray(into: &data)
    } else {
      var lines = LineScanner(text)
      while let line = lines.next() {
        if !text.isBlank(line) { try objects.readLine(line, lines.line, into: &data) }
      }
    }
    try objects.finish(&data)
  }
}

/// A reader of cases from the objects of a JSON text.
private struct JSONObjects {
  let text: SourceText
  let reader: LabelledTextReader
  let layout: LabelledTextLayout?
  private var textKeys: Set<ClassLabel> = []
  private var labelKeys: Set<ClassLabel> = []
  /// The id of the object that was read last.
  private var lastID: String?
  /// Whether that object was read to its end.
  private var isAtEnd = false
  /// The keys of text and label.
  private let names: JSONObject.Names
  /// The error for the first object without a label.
  private var unlabelled: DataError?

  init(text: SourceText, reader: LabelledTextReader, layout: LabelledTextLayout?) {
    (self.text, self.reader, self.layout) = (text, reader, layout)
    names = JSONObject.names(reader, layout)
  }

  /// Reads an object on its own line.
  mutating func readLine(
    _ line: Range<Int>, _ number: Int, into data: inout LabelledText
  ) throws(DataError) {
    let before = data.cases.count
    do throws(DataError) {
      var scanner = HeaderScanner(Array(text.utf8[line]))
      try read(&scanner, from: line.lowerBound, number, into: &data)
      do throws(SafetensorsFault) { try scanner.expectEnd() } catch {
        throw translated(error, from: line.lowerBound)
      }
    } catch {
      data.cases.removeSubrange(before...)
      try reader.keepingPlace(in: &data, line: number, id: lastID) { (_) throws(DataError) in
        throw error
      }
    }
  }

  /// Reads an array of objects, which is the whole text.
  mutating func readArray(into data: inout LabelledText) throws(DataError) {
    var scanner = HeaderScanner(text.utf8)
    var (line, counted) = (1, 0)
    func expect(
      _ step: (inout HeaderScanner) throws(SafetensorsFault) -> Bool
    ) throws(DataError) -> Bool {
      do throws(SafetensorsFault) { return try step(&scanner) } catch {
        throw translated(error, from: 0)
      }
    }
    var isOpen = try expect { (scanner) throws(SafetensorsFault) in
      try scanner.expect("[")
      return !scanner.take("]")
    }
    while isOpen {
      scanner.skipSpace()
      line += text.utf8[counted..<scanner.position].count { $0 == 0x0A }
      counted = scanner.position
      isAtEnd = false
      do throws(DataError) { try read(&scanner, from: 0, line, into: &data) } catch {
        // After an object with wrong contents the next one can be read.
        guard isAtEnd else { throw error }
        try reader.keepingPlace(in: &data, line: line, id: lastID) { (_) throws(DataError) in
          throw error
        }
      }
      isOpen = try expect { (scanner) throws(SafetensorsFault) in
        if scanner.take(",") { return true }
        try scanner.expect("]")
        return false
      }
    }
    _ = try expect { (scanner) throws(SafetensorsFault) in
      try scanner.expectEnd()
      return true
    }
  }

  /// Reads the next object; the scanner's first byte is at offset `base` of the text.
  private mutating func read(
    _ scanner: inout HeaderScanner, from base: Int, _ line: Int, into data: inout LabelledText
  ) throws(DataError) {
    scanner.skipSpace()
    let start = base + scanner.position
    var object = JSONObject(names: names)
    do throws(SafetensorsFault) {
      try scanner.object { (scanner, key) throws(SafetensorsFault) in
        try object.read(key, &scanner)
      }
    } catch {
      lastID = nil
      throw translated(error, from: base)
    }
    (lastID, isAtEnd) = (object.id, true)
    guard let found = object.text else {
      throw text.error(
        .noKey(role: .text, chosen: reader.textColumn, found: object.keys), at: start)
    }
    let place = base + found.start
    let (labels, labelStart) = try labels(object, from: base, start)
    if let label = object.label { labelKeys.insert(ClassLabel(label.key)) }
    if labels.isEmpty, reader.requiresLabels, !reader.isMultiLabel || !object.hasLabelList {
      return data.addUnlabelled { [text] in text.error($0, at: labelStart) }
    }
    let string: String
    switch found.value {
    case .string(let value): string = value
    case .null: throw text.error(.emptyText, at: place)
    default: throw text.error(.jsonText, at: place)
    }
    if string.utf8.allSatisfy({ ASCII.isSpace($0) }) { throw text.error(.emptyText, at: place) }
    if string.utf8.contains(0) { throw text.error(.jsonNUL, at: place) }
    textKeys.insert(ClassLabel(found.key))
    try reader.add(string, labels, line: line, to: &data, failingAt: labelStart, in: text)
    data.cases[data.cases.count - 1].id = object.id
  }

  /// The labels of an object; none if it lacks them or they are not required.
  private mutating func labels(
    _ object: JSONObject, from base: Int, _ objectStart: Int
  ) throws(DataError) -> (labels: [ClassLabel], start: Int) {
    guard let found = object.label else {
      let fault = DataFault.noKey(role: .label, chosen: reader.labelColumn, found: object.keys)
      unlabelled = unlabelled ?? text.error(fault, at: objectStart)
      return ([], objectStart)
    }
    let start = base + found.start
    let names: [String]
    switch found.value {
    case .string(let name), .scalar(let name): names = [name]
    case .list(let list): names = list
    case .null: names = []
    case .other where !reader.requiresLabels: names = []
    case .other: throw text.error(.jsonLabel, at: start)
    }
    for name in names {
      if name.utf8.contains(0) { throw text.error(.jsonNUL, at: start) }
      guard name.utf8.allSatisfy({ ASCII.isSpace($0) }) else { continue }
      if reader.requiresLabels, names.count > 1 || reader.isMultiLabel {
        throw text.error(.emptyLabel, at: start)
      }
      return ([], start)
    }
    return (names.map { ClassLabel($0) }, start)
  }

  /// Records the keys that were found, after all objects are read.
  func finish(_ data: inout LabelledText) throws(DataError) {
    if let unlabelled, labelKeys.isEmpty, reader.requiresLabels { throw unlabelled }
    if data.layout == nil {
      data.layout = LabelledTextLayout(textKeys: textKeys, labelKeys: labelKeys)
    }
    if let note { data.notes.append(note) }
  }

  /// One line that names the keys that were found; nil if they are `text` and `label`, were chosen,
  /// or are those of earlier data.
  private var note: Advice? {
    func isPlain(
      _ keys: Set<ClassLabel>, _ name: String, _ choice: String?,
      _ stored: LabelledTextLayout.Column?
    ) -> Bool {
      keys.allSatisfy { key in
        if [choice, stored?.name].contains(where: { $0.map { ClassLabel($0) } == key }) {
          return true
        }
        return ASCII.lowercased(key.name) == name && stored?.isPlain(name) ?? true
      }
    }
    let isText = isPlain(textKeys, "text", reader.textColumn, layout?.text)
    let isLabel =
      !reader.requiresLabels || isPlain(labelKeys, "label", reader.labelColumn, layout?.label)
    if isText, isLabel { return nil }
    func list(_ keys: Set<ClassLabel>) -> String { DataFault.list(keys.sorted().map(\.name)) }
    let label = labelKeys.isEmpty ? "" : ", label under \(list(labelKeys))"
    return "\(text.path): text under \(list(textKeys))\(label) (if that is wrong: \(.textColumn), "
      + "\(.labelColumn))"
  }

  private func translated(_ fault: SafetensorsFault, from base: Int) -> DataError {
    text.error(fault, from: base)
  }
}

extension SourceText {
  /// The error for a fault of the scanner, whose offsets count from 8 bytes before
  /// its text, which begins at offset `base`.
  func error(_ fault: SafetensorsFault, from base: Int) -> DataError {
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
    return error(reason, at: base + offset - 8)
  }
}

/// The values of one object under the keys of text and label.
private struct JSONObject {
  enum Value {
    case string(String)
    /// A number or a boolean in its original spelling.
    case scalar(String)
    case list([String])
    case null
    case other
  }

  /// A value with its key and its offset.
  typealias Found = (key: String, value: Value, start: Int)

  /// The keys of text and label in order of preference; only one if it was chosen.
  typealias Names = (text: [String], label: [String])

  private let names: Names
  private var found: (text: [Found], label: [Found]) = ([], [])
  private(set) var keys: [String] = []
  /// The id of the object; nil if it has none, or its key is that of text or label.
  private(set) var id: String?

  init(names: Names) { self.names = names }

  /// The keys for a reader, given the layout of earlier data.
  static func names(_ reader: LabelledTextReader, _ layout: LabelledTextLayout?) -> Names {
    func names(_ chosen: String?, _ stored: String?, _ usual: [String]) -> [String] {
      chosen.map { [$0] } ?? [stored].compactMap { $0 } + usual
    }
    return (
      names(reader.textColumn, layout?.text.name, LabelledTextReader.textNames),
      names(reader.labelColumn, layout?.label?.name, LabelledTextReader.labelNames)
    )
  }

  /// The text; nil if no key is one of a text.
  var text: Found? { Self.best(found.text, names.text) }
  /// The label; nil if no key is one of a label.
  var label: Found? { Self.best(found.label, names.label) }
  /// Whether the labels are a list, which may be empty.
  var hasLabelList: Bool { if case .list = label?.value { true } else { false } }

  mutating func read(_ key: String, _ scanner: inout HeaderScanner) throws(SafetensorsFault) {
    scanner.skipSpace()
    let start = scanner.position
    keys.append(key)
    let isText = Self.rank(of: key, names.text) != nil
    let isLabel = Self.rank(of: key, names.label) != nil
    guard isText || isLabel else {
      guard LabelledTextReader.idNames.contains(ASCII.lowercased(key)), id == nil else {
        return try scanner.skipValue()
      }
      switch try Self.value(&scanner) {
      case .string(let name), .scalar(let name): id = name
      case .list, .null, .other: break
      }
      return
    }
    let value = try Self.value(&scanner)
    if isText { found.text.append((key, value, start)) }
    if isLabel { found.label.append((key, value, start)) }
  }

  /// The rank of a key among names; the case of letters does not matter for usual names.
  private static func rank(of key: String, _ names: [String]) -> Int? {
    names.firstIndex { ClassLabel($0) == ClassLabel(key) }
      ?? names.firstIndex(of: ASCII.lowercased(key))
  }

  private static func best(_ found: [Found], _ names: [String]) -> Found? {
    found.min { (rank(of: $0.key, names) ?? 0) < (rank(of: $1.key, names) ?? 0) }
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
}
