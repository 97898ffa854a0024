import RondoFiles

/// A writer of tagged sentences: in the form in which they were read, with only the tags replaced,
/// or as a new file.
///
///     var stream = try TaggedTextStream("-", TaggedTextReader())
///     for item in try stream.next() ?? [] {
///       let tags = item.sentence?.tokens.map { _ in "NOUN" } ?? []
///       print(String(decoding: try TaggedTextWriter().write(item, tags: tags), as: UTF8.self))
///     }
///
/// | form | tags | confidences |
/// |---|---|---|
/// | CoNLL-U | their field | `TagConfidence=0.9900` in MISC, in alphabetical order |
/// | columns | their column, or a new last one if the file has none | a new last column |
/// | JSON Lines | their key, or a new key `tags` | the key `confidence` |
/// | plain text | columns of word and tag, an empty line after each sentence | a third column |
///
/// Everything else stays as it is, byte for byte: comments, multiword ranges, empty nodes, other
/// columns and keys, line ends, and the lines of sentences that cannot be read. `Sendable`.
public struct TaggedTextWriter: Sendable {
  /// The form to write; nil for that of each item.
  public var form: TaggedTextForm?

  /// A writer.
  public init(form: TaggedTextForm? = nil) { self.form = form }

  /// The lines of an item with these tags; its original lines if it has no sentence.
  ///
  /// - Parameters:
  ///   - tags: A tag a token; ignored if the item has no sentence.
  ///   - confidences: The probability of each tag; nil to write none.
  /// - Throws: `DataError.unwritable` if the form cannot hold a tag or a token.
  public func write(
    _ item: TaggedTextItem, tags: [String], confidences: [Double]? = nil
  ) throws(DataError) -> [UInt8] {
    let form = form ?? item.form
    guard var sentence = item.sentence else {
      return form == item.form && form != .plain ? item.lines.flatMap { $0.bytes + $0.end } : []
    }
    precondition(
      tags.count == sentence.tokens.count && confidences?.count ?? tags.count == tags.count,
      "\(tags.count) tags for \(sentence.tokens.count) tokens")
    do throws(WritingFault) {
      for tag in tags where tag.utf8.allSatisfy({ ASCII.isSpace($0) }) { throw .emptyLabel }
      guard form == item.form, form != .plain else {
        sentence.tags = tags
        return try lines(of: sentence, confidences, form)
      }
      switch form {
      case .conllu: return try fields(item, tags, confidences)
      case .columns: return try columns(item, tags, confidences)
      case .jsonLines, .plain: return json(item, tags, confidences)
      }
    } catch { throw .unwritable(form: form.rawValue, index: item.index, error) }
  }

  /// The contents of a file with these sentences, in UTF-8 with LF after each line: columns unless
  /// another form is chosen.
  ///
  /// - Throws: `DataError.unwritable` for the first sentence that the form cannot hold.
  public func bytes(of sentences: [TaggedSentence]) throws(DataError) -> [UInt8] {
    let form = form ?? .columns
    if sentences.isEmpty { throw .unwritable(form: form.rawValue, index: nil, .noCases) }
    var bytes: [UInt8] = []
    for (index, sentence) in sentences.enumerated() {
      do throws(WritingFault) { bytes += try lines(of: sentence, nil, form) } catch {
        throw .unwritable(form: form.rawValue, index: index, error)
      }
    }
    return bytes
  }

  /// The probability of a tag as it is written.
  static func text(_ confidence: Double) -> String { DecimalText.fixed(confidence, 4) }
}

extension TaggedTextWriter {
  /// Bytes to write in the place of a range of a line.
  private typealias Edit = (range: Range<Int>, text: String)

  /// A line with edits, which ascend and do not overlap.
  private static func line(_ line: TaggedLine, _ edits: [Edit]) -> [UInt8] {
    var (bytes, start): ([UInt8], Int) = ([], 0)
    for edit in edits {
      bytes += line.bytes[start..<edit.range.lowerBound]
      bytes += edit.text.utf8
      start = edit.range.upperBound
    }
    return bytes + line.bytes[start...] + line.end
  }

  /// All lines of an item, those of tokens with edits.
  private func lines(
    _ item: TaggedTextItem, _ edits: (_ line: TaggedLine, _ token: Int) -> [Edit]
  ) -> [UInt8] {
    var (bytes, token): ([UInt8], Int) = ([], 0)
    for (index, line) in item.lines.enumerated() {
      if token < item.tokenLines.count, item.tokenLines[token] == index {
        bytes += Self.line(line, edits(line, token))
        token += 1
      } else {
        bytes += line.bytes + line.end
      }
    }
    return bytes
  }

  private func fields(
    _ item: TaggedTextItem, _ tags: [String], _ confidences: [Double]?
  ) throws(WritingFault) -> [UInt8] {
    try Self.check(tags, .conllu)
    let column = item.layout.tag?.number ?? 4
    return lines(item) { line, token in
      let fields = item.layout.fields(of: line)
      var edits: [Edit] = [(fields[column - 1], tags[token])]
      if let confidences, column < 10 {
        let found = line.text.string(fields[9])
        edits.append((fields[9], Self.miscellany(found, confidences[token])))
      }
      return edits
    }
  }

  /// The field MISC with the probability of the tag.
  private static func miscellany(_ field: String, _ confidence: Double) -> String {
    let name = "TagConfidence"
    var parts = field == "_" ? [] : field.split(separator: "|").map(String.init)
    parts.removeAll { $0.hasPrefix(name + "=") }
    let lower = ASCII.lowercased(name)
    let place = parts.firstIndex { part in
      lower.utf8.lexicographicallyPrecedes(
        ASCII.lowercased(String(part.prefix { $0 != "=" })).utf8)
    }
    parts.insert("\(name)=\(text(confidence))", at: place ?? parts.count)
    return parts.joined(separator: "|")
  }

  private func columns(
    _ item: TaggedTextItem, _ tags: [String], _ confidences: [Double]?
  ) throws(WritingFault) -> [UInt8] {
    try Self.check(tags, .columns, allowingSpaces: item.layout.separator == .tab)
    return lines(item) { line, token in
      let fields = item.layout.fields(of: line)
      let end = fields[fields.count - 1].upperBound
      let isTab = item.layout.separator == .tab || line.text.first(0x09, in: line.all) != nil
      let separator = isTab || fields.count == 1 ? "\t" : " "
      var (edits, added): ([Edit], String) = ([], "")
      if let column = item.layout.tag?.number {
        edits.append((fields[column - 1], tags[token]))
      } else {
        added += separator + tags[token]
      }
      if let confidences { added += separator + Self.text(confidences[token]) }
      return edits + (added.isEmpty ? [] : [(end..<end, added)])
    }
  }

  private func json(
    _ item: TaggedTextItem, _ tags: [String], _ confidences: [Double]?
  ) -> [UInt8] {
    item.lines.flatMap { line in
      guard !line.isBlank,
        let object = try? TaggedObject(line, Self.reader(item.layout), item.layout)
      else { return line.bytes + line.end }
      let space = object.isSpaced ? " " : ""
      func list(_ values: [String]) -> String { "[\(values.joined(separator: ",\(space)"))]" }
      func member(_ key: String, _ value: String) -> String {
        ",\(space)\(Self.json(key)):\(space)\(value)"
      }
      var (edits, added): ([Edit], String) = ([], "")
      if let found = object.tags, let values = found.values, values.count == tags.count {
        for (index, tag) in tags.enumerated() where values[index] != tag {
          edits.append((found.elements[index], Self.json(tag)))
        }
      } else if let found = object.tags {
        edits.append((found.range, list(tags.map(Self.json))))
      } else {
        added += member(item.layout.tag?.name ?? "tags", list(tags.map(Self.json)))
      }
      if let confidences {
        let value = list(confidences.map(Self.text))
        if let found = object.confidence {
          edits.append((found.range, value))
        } else {
          added += member(TaggedObject.confidenceName, value)
        }
      }
      edits.sort { $0.range.lowerBound < $1.range.lowerBound }
      let last = line.bytes[..<object.end].lastIndex { !ASCII.isSpace($0) }
      let end = last.map { $0 + 1 } ?? object.end
      return Self.line(line, edits + (added.isEmpty ? [] : [(end..<end, added)]))
    }
  }

  /// The reader of objects with known keys.
  private static func reader(_ layout: TaggedTextLayout) -> TaggedTextReader {
    var reader = TaggedTextReader()
    reader.textColumn = layout.text.name
    reader.tagColumn = layout.tag?.name
    return reader
  }

  private static func json(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONString.append(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension TaggedTextWriter {
  /// Refuses tags that a form cannot hold.
  private static func check(
    _ tags: [String], _ form: TaggedTextForm, allowingSpaces: Bool = false
  ) throws(WritingFault) {
    for tag in tags {
      if let character = character(in: tag, allowingSpaces: allowingSpaces) {
        throw .character(character, in: .label(tag))
      }
    }
  }

  /// The name of the first character that ends a column; nil if there is none.
  private static func character(in text: String, allowingSpaces: Bool) -> String? {
    for byte in text.utf8 {
      switch byte {
      case 0x09: return "a tab"
      case 0x0A: return "a line feed"
      case 0x0D: return "a carriage return"
      case 0x20 where allowingSpaces: break
      default: if ASCII.isSpace(byte) { return "a blank" }
      }
    }
    return nil
  }

  /// The lines of a sentence of a new file.
  private func lines(
    of sentence: TaggedSentence, _ confidences: [Double]?, _ form: TaggedTextForm
  ) throws(WritingFault) -> [UInt8] {
    for token in sentence.tokens {
      if token.utf8.allSatisfy({ ASCII.isSpace($0) }) { throw .emptyText }
      let isJSON = form == .jsonLines
      if !isJSON, let found = Self.character(in: token, allowingSpaces: form == .conllu) {
        throw .character(found, in: .token(token))
      }
    }
    if form != .jsonLines { try Self.check(sentence.tags, form) }
    if sentence.tags.isEmpty, form != .conllu { throw .noTargets }
    switch form {
    case .conllu: return try conllu(sentence, confidences)
    case .columns, .plain:
      let rows = sentence.tokens.indices.map { index in
        let confidence = confidences.map { "\t\(Self.text($0[index]))" } ?? ""
        return "\(sentence.tokens[index])\t\(sentence.tags[index])\(confidence)\n"
      }
      return Array((rows.joined() + "\n").utf8)
    case .jsonLines:
      func list(_ values: [String]) -> String { "[\(values.joined(separator: ","))]" }
      let id = sentence.id.map { "\"id\":\(Self.json($0))," } ?? ""
      let confidence = confidences.map { ",\"confidence\":\(list($0.map(Self.text)))" } ?? ""
      return Array(
        ("{\(id)\"tokens\":\(list(sentence.tokens.map(Self.json)))"
          + ",\"tags\":\(list(sentence.tags.map(Self.json)))\(confidence)}\n").utf8)
    }
  }

  private func conllu(
    _ sentence: TaggedSentence, _ confidences: [Double]?
  ) throws(WritingFault) -> [UInt8] {
    var text = ""
    if let id = sentence.id {
      if let found = Self.character(in: id, allowingSpaces: true) {
        throw .character(found, in: .comment(id))
      }
      text += "# sent_id = \(id)\n"
    }
    for (index, token) in sentence.tokens.enumerated() {
      let tag = sentence.tags.isEmpty ? "_" : sentence.tags[index]
      let note = confidences.map { Self.miscellany("_", $0[index]) } ?? "_"
      text += "\(index + 1)\t\(token)\t_\t\(tag)\t_\t_\t_\t_\t_\t\(note)\n"
    }
    return Array((text + "\n").utf8)
  }
}
