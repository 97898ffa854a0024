import RondoFiles
import RondoText

/// A sentence of CoNLL-U while its lines are read.
struct CoNLLUSentence {
  private let layout: TaggedTextLayout
  private var tokens: [String] = []
  private var tags: [String] = []
  private var tokenLines: [Int] = []
  private var missingTag: DataError?
  private var id: String?
  /// The number of the last empty node after the last word.
  private var emptyNodes = 0
  /// The last multiword range with its line.
  private var range: (last: Int, id: String, line: TaggedLine)?

  private init(_ layout: TaggedTextLayout) { self.layout = layout }

  /// Reads a sentence from its lines; nil if they are all empty.
  static func parse(
    _ lines: [TaggedLine], _ layout: TaggedTextLayout
  ) throws(DataError) -> ParsedSentence? {
    var sentence = Self(layout)
    var first: TaggedLine?
    for (index, line) in lines.enumerated() where !line.isBlank {
      if line.bytes.first == UInt8(ascii: "#") {
        sentence.readComment(line)
        continue
      }
      first = first ?? line
      try sentence.readFields(line, index)
    }
    guard let first else {
      guard let comment = lines.first(where: { !$0.isBlank }) else { return nil }
      throw comment.error(.commentsAlone)
    }
    if sentence.tokens.isEmpty { throw first.error(.noWords) }
    if let range = sentence.range, range.last > sentence.tokens.count {
      throw range.line.error(.rangeBeyond(range.id, words: sentence.tokens.count))
    }
    return sentence.parsed(lines)
  }

  private func parsed(_ lines: [TaggedLine]) -> ParsedSentence {
    var result = TaggedSentence(
      tokens: tokens, tags: missingTag == nil ? tags : [], id: id)
    result.tokenLines = tokenLines.map { lines[$0].number }
    result.line = result.tokenLines[0]
    return ParsedSentence(sentence: result, tokenLines: tokenLines, missingTag: missingTag)
  }

  /// Reads the id in a comment `# sent_id = …`.
  private mutating func readComment(_ line: TaggedLine) {
    let text = line.text.trimmed(1..<line.bytes.count)
    guard let equals = line.text.first(UInt8(ascii: "="), in: text) else { return }
    guard line.text.string(line.text.trimmed(text.lowerBound..<equals)) == "sent_id" else { return }
    let value = line.text.trimmed(equals + 1..<text.upperBound)
    if !value.isEmpty { id = line.text.string(value) }
  }

  private mutating func readFields(_ line: TaggedLine, _ index: Int) throws(DataError) {
    let fields = line.text.fields(line.all, separator: 0x09)
    if fields.count != 10 { throw line.error(.fieldCount(fields.count)) }
    for (field, name) in zip(fields, TaggedTextLayout.fields) where line.text.isBlank(field) {
      throw line.error(.emptyField(name), at: field.lowerBound)
    }
    let id = line.text.string(fields[0])
    if let number = Self.number(id) {
      guard number == tokens.count + 1 else {
        throw line.error(.wordOrder(id, expected: tokens.count + 1))
      }
      emptyNodes = 0
      addWord(line, fields, index)
    } else if let (word, node) = Self.pair(id, separator: ".") {
      guard word == tokens.count, node == emptyNodes + 1 else {
        throw line.error(.emptyNodeOrder(id, expected: "\(tokens.count).\(emptyNodes + 1)"))
      }
      emptyNodes = node
    } else if let (first, last) = Self.pair(id, separator: "-") {
      try addRange(id, first, last, line)
    } else {
      throw line.error(.badWordID(id))
    }
  }

  private mutating func addWord(_ line: TaggedLine, _ fields: [Range<Int>], _ index: Int) {
    let word = line.text.string(fields[(layout.text.number ?? 2) - 1])
    tokens.append(word)
    tokenLines.append(index)
    guard let column = layout.tag, let number = column.number else { return }
    let field = fields[number - 1]
    let tag = line.text.string(field)
    if tag == "_", missingTag == nil {
      let name = column.name ?? "\(column)"
      missingTag = line.error(.untaggedWord(word, column: name), at: field.lowerBound)
    }
    tags.append(tag)
  }

  private mutating func addRange(
    _ id: String, _ first: Int, _ last: Int, _ line: TaggedLine
  ) throws(DataError) {
    if let range, range.last > tokens.count { throw line.error(.rangeOverlap(id, with: range.id)) }
    guard first == tokens.count + 1 else {
      throw line.error(.rangePlace(id, expected: tokens.count + 1))
    }
    if last < first { throw line.error(.rangeBackwards(id)) }
    range = (last, id, line)
  }

  /// A whole number in plain digits.
  private static func number(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy(ASCII.isDigit) else { return nil }
    return Int(text)
  }

  /// Two whole numbers with a character between them.
  private static func pair(_ text: String, separator: Character) -> (Int, Int)? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count == 2, let first = number(parts[0]), let second = number(parts[1]) else {
      return nil
    }
    return (first, second)
  }
}

extension TaggedTextLayout {
  /// Whether a line of columns belongs to no sentence: it separates documents, is a comment before
  /// one, or the header.
  func isLead(_ line: TaggedLine) -> Bool {
    Self.separatesDocuments(line) || isHeader(line) || isComment(line)
  }

  /// Whether a line repeats the names of the columns.
  func isHeader(_ line: TaggedLine) -> Bool {
    guard hasHeader else { return false }
    let fields = fields(of: line)
    guard fields.count == width else { return false }
    return [text, tag].compactMap { $0 }.allSatisfy { column in
      column.number.map { line.text.string(fields[$0 - 1]) } == column.name
    }
  }
}

extension ParsedSentence {
  /// Reads a sentence in columns; nil if the lines have none.
  init?(columns lines: [TaggedLine], _ layout: TaggedTextLayout) throws(DataError) {
    self.init(sentence: TaggedSentence(tokens: []))
    let text = (layout.text.number ?? 1) - 1
    for (index, line) in lines.enumerated() where !line.isBlank {
      if sentence.tokens.isEmpty, layout.isLead(line) { continue }
      if TaggedTextLayout.separatesDocuments(line) { continue }
      let fields = layout.fields(of: line)
      if fields.count != layout.width {
        throw line.error(
          .columnCount(fields.count, expected: layout.width, blanks: layout.separator == .blanks))
      }
      if line.text.isBlank(fields[text]) {
        throw line.error(.emptyWord, at: fields[text].lowerBound)
      }
      let word = line.text.string(fields[text])
      sentence.tokens.append(word)
      sentence.tokenLines.append(line.number)
      tokenLines.append(index)
      guard let column = layout.tag, let number = column.number else { continue }
      let field = fields[number - 1]
      if line.text.isBlank(field), missingTag == nil {
        missingTag = line.error(
          .untaggedWord(word, column: "\(column)"), at: field.lowerBound)
      }
      sentence.tags.append(line.text.string(field))
    }
    guard let first = sentence.tokenLines.first else { return nil }
    sentence.line = first
    if missingTag != nil { sentence.tags = [] }
  }

  /// Reads a line of plain text; nil if it has no words.
  init?(plain lines: [TaggedLine]) {
    guard let line = lines.first(where: { !$0.isBlank }) else { return nil }
    var tokens: [String] = []
    Segmenter(unit: .word).forEachSymbol(in: line.bytes.span) { range in
      let word = line.text.string(range)
      if !word.unicodeScalars.allSatisfy(\.properties.isWhitespace) { tokens.append(word) }
    }
    if tokens.isEmpty { return nil }
    self.init(sentence: TaggedSentence(tokens: tokens))
    sentence.line = line.number
  }
}
