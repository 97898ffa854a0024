import RondoFiles
public import RondoText

/// A reader of tagged sentences from CoNLL-U, columns and JSON Lines.
///
///     var reader = TaggedTextReader()
///     reader.tagColumn = "XPOS"
///     let data = try reader.read(["corpora/tagged.conllu"])
///
/// The form of a file is recognized by its extension or, for other names and "-", by its first
/// lines (`TaggedTextForm`). Tokens and tags are in the fields FORM and UPOS of CoNLL-U, in the
/// first and the last column, or under usual keys of JSON, unless others are chosen. Empty lines
/// end sentences; several are one border, and the last sentence needs none. The file is refused
/// with line and column if it breaks the rules of its form. Linear in the bytes. `Sendable`.
public struct TaggedTextReader: Sendable {
  /// Usual names of the key of the tokens, in order of preference.
  public static let tokenNames = ["tokens", "words", "token", "text"]
  /// Usual names of the key of the tags, in order of preference.
  public static let tagNames = [
    "tags", "labels", "ner_tags", "pos_tags", "upos", "ner", "pos", "label",
  ]

  /// The form of all files; nil to recognize it by each name or first lines.
  public var form: TaggedTextForm?
  /// The places of tokens and tags in earlier data of the same kind; nil if there are none.
  public var layout: TaggedTextLayout?
  /// The tokens' field of CoNLL-U or column, by its name or its number from 1, or their key in
  /// JSON; nil to find it. Names of columns mean that the first line is a header.
  public var textColumn: String?
  /// The tags' field, column or key; nil to find it.
  public var tagColumn: String?
  /// Whether sentences need tags; false for sentences to predict.
  public var requiresTags = true
  /// Whether sentences with a missing tag are omitted instead of refused.
  public var skipsUnlabelled = false
  /// The scheme of tags that describe spans; nil to recognize it.
  public var scheme: SpanScheme?
  /// Whether tags that are illegal in their scheme are changed into legal ones instead of refused.
  public var repairsSpans = false
  /// The encoding of the files.
  public var encoding = TextEncoding.auto
  /// Whether invalid text is replaced by U+FFFD instead of refused.
  public var lossy = false

  /// Creates a reader that recognizes forms and columns.
  public init() {}

  /// The sentences of all files, or folders of files, that the paths refer to, in order.
  ///
  /// - Throws: `DataError`: `missing` or `unreadable` for the first path that is; `text` for the
  ///   first file that is not text; `malformed` with line and column, or `unfit`, for the first
  ///   that breaks the rules of its form or differs in form from the first; `empty` for an empty
  ///   one.
  public func read(_ paths: [String]) throws(DataError) -> TaggedText {
    var data: TaggedText?
    for path in paths {
      let files = try InputFile.expand(path)
      for file in files.paths { try readFile(file, into: &data) }
      data?.notes += files.notes
    }
    guard var data else { throw .empty(paths: []) }
    data.notes += try settleSpans(of: &data)
    return data
  }

  private func readFile(_ path: String, into data: inout TaggedText?) throws(DataError) {
    let text = try SourceText(path, CorpusReader(encoding: encoding, lossy: lossy))
    let lines = TaggedLine.lines(of: text.utf8, path: path)
    let form = try form(of: lines, path: path)
    if let data, data.form != form {
      throw .unfit(path: path, .otherTaggedForm(form, expected: data.form))
    }
    var reader = self
    reader.layout = layout ?? data?.layout
    var layout = try reader.layout(form, lines, path: path)
    var (sentences, omitted): ([TaggedSentence], Int) = ([], 0)
    var blocks = TaggedBlocks(layout)
    for block in lines.compactMap({ blocks.add($0) }) + [blocks.finish()].compactMap({ $0 }) {
      guard var parsed = try reader.parse(block, layout) else { continue }
      if let missing = parsed.missingTag, requiresTags {
        guard skipsUnlabelled else { throw missing }
        omitted += 1
        continue
      }
      parsed.sentence.source = data?.sources.count ?? 0
      if form == .jsonLines, layout.tag == nil {
        layout.tag = parsed.tagKey.map { .init(name: $0) }
      }
      sentences.append(parsed.sentence)
    }
    if sentences.isEmpty { throw .unfit(path: path, omitted > 0 ? .allUnlabelled : .noSentences) }
    var result = data ?? TaggedText(form: form, layout: layout)
    result.sentences += sentences
    result.sources.append(text.source)
    result.notes += text.notes
    if data == nil, let note = note(on: layout, path: path) { result.notes.append(note) }
    if omitted > 0 {
      result.notes.append(
        "\(path): \(omitted) of \(omitted + sentences.count) sentences have no tags and were "
          + "omitted"
      )
    }
    data = result
  }

  /// The form of a file.
  private func form(of lines: [TaggedLine], path: String) throws(DataError) -> TaggedTextForm {
    let named = TaggedTextForm(path: path)
    let looked = TaggedTextForm.looking(at: lines, requiresTags: requiresTags, layout: layout)
    // Columns are often named .txt.
    let found = form ?? (named == .plain && requiresTags ? looked : named ?? looked)
    guard let found else { throw .unfit(path: path, .noSentences) }
    if found == .plain, requiresTags {
      throw .unfit(path: path, form == nil ? .unknownTaggedForm : .untaggedForm)
    }
    return found
  }

  /// A note on columns that were guessed; nil if there was no choice, or none was left.
  private func note(on found: TaggedTextLayout, path: String) -> Advice? {
    let isChosen = textColumn != nil && tagColumn != nil || layout?.form == found.form
    guard found.form == .columns, found.width > 2, !isChosen else { return nil }
    return "\(path): \(found) (if that is wrong: \(.textColumn), \(.tagColumn))"
  }
}

extension TaggedTextReader {
  /// The places of tokens and tags in a file, from its lines or the first of them.
  func layout(
    _ form: TaggedTextForm, _ lines: [TaggedLine], path: String
  ) throws(DataError) -> TaggedTextLayout {
    switch form {
    case .conllu: return try .conllu(self, path: path)
    case .columns: return try .columns(self, lines: lines)
    case .plain: return .plain
    case .jsonLines:
      let known = layout?.form == .jsonLines ? layout : nil
      let first = lines.first { !$0.isBlank }
      let object = try? first.map { (line) throws(DataError) in
        try TaggedObject(line, self, known)
      }
      func key(_ choice: String?, _ found: String?) -> TaggedTextLayout.Column? {
        (choice ?? found).map { .init(name: $0) }
      }
      return TaggedTextLayout(
        form: .jsonLines,
        text: key(textColumn, known?.text.name ?? object?.tokens?.key) ?? .init(name: "tokens"),
        tag: key(tagColumn, known?.tag?.name ?? object?.tags?.key))
    }
  }

  /// The sentence of a block of lines; nil if it has none.
  func parse(
    _ lines: [TaggedLine], _ layout: TaggedTextLayout
  ) throws(DataError) -> ParsedSentence? {
    if let damage = lines.lazy.compactMap(\.damage).first { throw damage }
    switch layout.form {
    case .conllu: return try CoNLLUSentence.parse(lines, layout)
    case .columns: return try ParsedSentence(columns: lines, layout)
    case .jsonLines: return try ParsedSentence(json: lines, self, layout)
    case .plain: return ParsedSentence(plain: lines)
    }
  }

  /// Finds the scheme of the tags, and refuses or repairs those that are illegal in it.
  ///
  /// - Returns: Notes for the user.
  private func settleSpans(of data: inout TaggedText) throws(DataError) -> [Advice] {
    guard requiresTags else { return [] }
    data.scheme = scheme ?? SpanScheme.detected(in: data.sentences.lazy.map(\.tags))
    guard let scheme = data.scheme else { return [] }
    if scheme == .iob1 {
      return ["the tags of spans are read as IOB1: B- separates neighbours with the same label"]
    }
    var repairs = 0
    for index in data.sentences.indices {
      let tags = data.sentences[index].tags
      guard let place = scheme.firstIllegal(in: tags) else { continue }
      let repaired = scheme.repaired(tags)
      guard repairsSpans else {
        let (token, fault) = Self.fault(at: place, in: tags, repaired)
        throw data.error(fault, at: index, token: token)
      }
      repairs += zip(tags, repaired).count { $0 != $1 }
      data.sentences[index].tags = repaired
    }
    if repairs == 0 { return [] }
    return [
      "\(repairs) tags that continued or left open no span of \(scheme.rawValue) were changed"
    ]
  }

  /// The fault of the first illegal tag of a sentence, and the token that has it.
  private static func fault(
    at place: Int, in tags: [String], _ repaired: [String]
  ) -> (token: Int, fault: DataFault) {
    let next = place < tags.count ? tags[place] : nil
    let part = next.flatMap { SpanTag($0)?.part }
    if let next, part == .inside || part == .end {
      let previous = place > 0 ? tags[place - 1] : nil
      return (place, .orphanTag(next, after: previous, repaired: repaired[place]))
    }
    return (
      place - 1, .openTag(tags[place - 1], before: next, repaired: repaired[place - 1])
    )
  }
}

extension TaggedText {
  /// A text without sentences.
  init(form: TaggedTextForm, layout: TaggedTextLayout) {
    (self.form, self.layout) = (form, layout)
    (sentences, sources, notes) = ([], [], [])
  }
}

/// A sentence with the lines of its tokens.
struct ParsedSentence {
  var sentence: TaggedSentence
  /// The index of the line of each token among the lines of the sentence; empty if all are on one.
  var tokenLines: [Int] = []
  /// The error of the first missing tag; the sentence then has none.
  var missingTag: DataError?
  /// The key of the tags in JSON.
  var tagKey: String?
}

/// Divides the lines of a file into blocks of one sentence each.
///
/// A block has the lines before its sentence, such as comments, and the empty line that ends it.
struct TaggedBlocks {
  private let layout: TaggedTextLayout
  private var lines: [TaggedLine] = []
  /// Whether an empty line ends the block.
  private var isOpen = false

  init(_ layout: TaggedTextLayout) { self.layout = layout }

  /// Adds the next line.
  ///
  /// - Returns: The block that ends with it, or before it; nil if none does.
  mutating func add(_ line: TaggedLine) -> [TaggedLine]? {
    if layout.form == .columns, isOpen, TaggedTextLayout.separatesDocuments(line) {
      defer { lines = [line] }
      return finish()
    }
    lines.append(line)
    if line.isBlank, line.damage == nil { return isOpen ? finish() : nil }
    switch layout.form {
    case .jsonLines, .plain: return finish()
    case .conllu: isOpen = true
    case .columns: isOpen = isOpen || line.damage != nil || !layout.isLead(line)
    }
    return nil
  }

  /// The last block, at the end of the file; nil if no line is left.
  mutating func finish() -> [TaggedLine]? {
    defer { (lines, isOpen) = ([], false) }
    return lines.isEmpty ? nil : lines
  }
}
