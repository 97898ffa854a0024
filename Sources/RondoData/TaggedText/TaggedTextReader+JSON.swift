import RondoFiles

/// An object of JSON with lists of tokens and tags, and the places of its parts in its line.
struct TaggedObject {
  /// A list under a key.
  struct List {
    let key: String
    /// Its elements; nil unless all are strings.
    let values: [String]?
    /// Whether it is null.
    let isNull: Bool
    /// The bytes of the value.
    let range: Range<Int>
    /// The bytes of each element.
    let elements: [Range<Int>]
  }

  private(set) var tokens: List?
  private(set) var tags: List?
  private(set) var confidence: List?
  private(set) var id: String?
  private(set) var keys: [String] = []
  /// The offset of the brace that ends the object.
  private(set) var end = 0
  /// Whether a space follows the colons.
  private(set) var isSpaced = false

  /// The key of the probabilities of tags.
  static let confidenceName = "confidence"

  /// Reads the object of a line.
  ///
  /// - Parameter layout: The keys of earlier data, or of earlier lines.
  init(
    _ line: TaggedLine, _ reader: TaggedTextReader, _ layout: TaggedTextLayout?
  ) throws(DataError) {
    let stored = layout?.form == .jsonLines ? layout : nil
    let tokenNames =
      reader.textColumn.map { [$0] }
      ?? [stored?.text.name].compactMap { $0 } + TaggedTextReader.tokenNames
    let tagNames =
      reader.tagColumn.map { [$0] }
      ?? [stored?.tag?.name].compactMap { $0 } + TaggedTextReader.tagNames
    var scanner = HeaderScanner(line.bytes)
    var found: [List] = []
    do throws(SafetensorsFault) {
      try scanner.object { (scanner, key) throws(SafetensorsFault) in
        keys.append(key)
        if scanner.next == 0x20 { isSpaced = true }
        let isList = tokenNames.contains(key) || tagNames.contains(key)
        if isList || key == Self.confidenceName {
          found.append(try Self.list(key, &scanner))
        } else if LabelledTextReader.idNames.contains(ASCII.lowercased(key)), id == nil {
          id = try Self.id(&scanner)
        } else {
          try scanner.skipValue()
        }
      }
      end = scanner.position - 1
      try scanner.expectEnd()
    } catch { throw line.placed(line.text.error(error, from: 0)) }
    func best(_ names: [String]) -> List? {
      names.lazy.compactMap { name in found.first { $0.key == name } }.first
    }
    tokens = best(tokenNames)
    tags = best(tagNames.filter { $0 != tokens?.key })
    confidence = best([Self.confidenceName])
  }

  private static func list(
    _ key: String, _ scanner: inout HeaderScanner
  ) throws(SafetensorsFault) -> List {
    scanner.skipSpace()
    let start = scanner.position
    guard scanner.next == UInt8(ascii: "[") else {
      let isNull = scanner.next == UInt8(ascii: "n")
      try scanner.skipValue()
      return List(
        key: key, values: nil, isNull: isNull, range: start..<scanner.position, elements: [])
    }
    var (values, elements): ([String]?, [Range<Int>]) = ([], [])
    try scanner.array { (scanner) throws(SafetensorsFault) in
      scanner.skipSpace()
      let start = scanner.position
      if scanner.next == UInt8(ascii: "\"") {
        values?.append(try scanner.string())
      } else {
        values = nil
        try scanner.skipValue()
      }
      elements.append(start..<scanner.position)
    }
    return List(
      key: key, values: values, isNull: false, range: start..<scanner.position, elements: elements)
  }

  /// The id: a string, or a number in its spelling.
  private static func id(_ scanner: inout HeaderScanner) throws(SafetensorsFault) -> String? {
    scanner.skipSpace()
    if scanner.next == UInt8(ascii: "\"") { return try scanner.string() }
    let start = scanner.position
    let isNumber = scanner.next.map { ASCII.isDigit($0) || $0 == UInt8(ascii: "-") } ?? false
    try scanner.skipValue()
    guard isNumber else { return nil }
    return String(decoding: scanner.bytes[start..<scanner.position], as: UTF8.self)
  }
}

extension ParsedSentence {
  /// Reads a line of JSON; nil if the lines are empty.
  init?(
    json lines: [TaggedLine], _ reader: TaggedTextReader, _ layout: TaggedTextLayout
  ) throws(DataError) {
    guard let line = lines.first(where: { !$0.isBlank }) else { return nil }
    let object = try TaggedObject(line, reader, layout)
    guard let list = object.tokens else {
      throw line.error(.noTokenKey(reader.textColumn, found: object.keys))
    }
    guard let tokens = list.values else {
      throw line.error(.notStrings(list.key), at: list.range.lowerBound)
    }
    if tokens.isEmpty { throw line.error(.noWordsInList(list.key), at: list.range.lowerBound) }
    for (token, place) in zip(tokens, list.elements) {
      if token.utf8.allSatisfy({ ASCII.isSpace($0) }) {
        throw line.error(.emptyWord, at: place.lowerBound)
      }
      if token.utf8.contains(0) { throw line.error(.jsonNUL, at: place.lowerBound) }
    }
    self.init(sentence: TaggedSentence(tokens: tokens, id: object.id))
    sentence.line = line.number
    tagKey = object.tags?.key
    guard let list = object.tags, !list.isNull else {
      missingTag = line.error(.noTagKey(reader.tagColumn, found: object.keys))
      return
    }
    try readTags(list, line, reader)
  }

  private mutating func readTags(
    _ list: TaggedObject.List, _ line: TaggedLine, _ reader: TaggedTextReader
  ) throws(DataError) {
    guard let tags = list.values, tags.count == sentence.tokens.count else {
      if !reader.requiresTags { return }  // they are replaced
      throw line.error(
        list.values.map { .tagCount($0.count, words: sentence.tokens.count) }
          ?? .notStrings(list.key), at: list.range.lowerBound)
    }
    if let empty = tags.firstIndex(where: { $0.utf8.allSatisfy { ASCII.isSpace($0) } }) {
      let column = "the key \(list.key.quoted)"
      missingTag = line.error(
        .untaggedWord(sentence.tokens[empty], column: column), at: list.elements[empty].lowerBound)
    } else {
      sentence.tags = tags
    }
  }
}
