import RondoFiles

/// A form of file with tagged sentences.
///
/// `Sendable`.
public enum TaggedTextForm: String, Sendable, Hashable, Codable, CaseIterable {
  /// Ten fields a word, separated by tabs, and an empty line after each sentence (Universal
  /// Dependencies). Lines that begin with `#` are comments; multiword ranges (`3-4`) and empty
  /// nodes (`3.1`) are not words.
  case conllu = "CoNLL-U"
  /// A word a line with its tag in another column, and an empty line after each sentence, like the
  /// files of the CoNLL shared tasks. Lines `-DOCSTART-`, and before a sentence those that begin
  /// with "# ", are not words.
  case columns = "columns"
  /// An object a line with a list of tokens and a list of tags.
  case jsonLines = "JSON Lines"
  /// Text without tags, a sentence a line, whose words are found by Unicode's rules.
  case plain = "plain text"

  /// The form indicated by a file's extension; nil for an unknown one.
  public init?(path: String) {
    switch ASCII.lowercased(FileName(path).ending) {
    case "conllu": self = .conllu
    case "conll", "bio", "iob", "iob2", "bioes", "tsv", "tab": self = .columns
    case "jsonl", "ndjson", "json": self = .jsonLines
    case "txt": self = .plain
    default: return nil
    }
  }

  /// The form of a file: that of its extension, or else that indicated by its first lines; nil if
  /// only blank lines and comments have been seen.
  ///
  /// A comment with the id or the text of a sentence, or ten fields between tabs, are CoNLL-U; "{"
  /// is JSON Lines; other lines with tabs are columns. So are lines with several words if tags are
  /// required, or if `layout` has as many columns between spaces. All others are plain text.
  static func looking(
    at lines: [TaggedLine], requiresTags: Bool, layout: TaggedTextLayout? = nil
  ) -> Self? {
    for line in lines where !line.isBlank {
      if line.starts(with: "# sent_id") || line.starts(with: "# text =") { return .conllu }
      if line.bytes[line.text.trimmed(line.all).lowerBound] == UInt8(ascii: "{") {
        return .jsonLines
      }
      let fields = line.text.fields(line.all, separator: 0x09).count
      if fields == 10, layout?.width != 10 || layout?.form != .columns { return .conllu }
      if fields > 1 { return .columns }
      if line.starts(with: "# ") { continue }
      let words = line.text.words(line.all).count
      let isKnown =
        layout?.form == .columns && layout?.separator == .blanks && layout?.width == words
      return words > 1 && (requiresTags || isKnown) ? .columns : .plain
    }
    return nil
  }
}

/// The places of tokens and tags in files of a form, as found in training data and stored with the
/// model, so that they are not guessed again.
///
/// `Sendable`.
public struct TaggedTextLayout: Sendable, Hashable, Codable {
  /// A column or key.
  public typealias Column = LabelledTextLayout.Column

  /// The characters between columns.
  public enum Separator: String, Sendable, Hashable, Codable {
    /// One tab.
    case tab
    /// Any number of spaces and tabs.
    case blanks
  }

  /// The form of the files.
  public var form: TaggedTextForm
  /// The column, field or key of the tokens.
  public var text: Column
  /// The column, field or key of the tags; nil if there is none.
  public var tag: Column?
  /// The number of columns; 0 in other forms than columns and CoNLL-U.
  public var width = 0
  /// The characters between columns.
  public var separator = Separator.tab
  /// Whether the first line names the columns.
  public var hasHeader = false

  /// The layout of plain text.
  static let plain = Self(form: .plain, text: Column(number: 1))
}

extension TaggedTextLayout: CustomStringConvertible {
  /// Such as `words from column 1, tags from column 3`.
  public var description: String {
    "words from \(text)" + (tag.map { ", tags from \($0)" } ?? "")
  }
}

extension TaggedTextLayout {
  /// The fields of CoNLL-U in their order.
  static let fields = [
    "ID", "FORM", "LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS", "MISC",
  ]

  /// The layout of CoNLL-U: the form and the universal part of speech, unless others are chosen or
  /// those of earlier data.
  static func conllu(_ reader: TaggedTextReader, path: String) throws(DataError) -> Self {
    let known = reader.layout?.form == .conllu ? reader.layout : nil
    func field(_ choice: String?, _ usual: Column?) throws(DataError) -> Column? {
      guard let choice else { return usual }
      let found =
        fields.firstIndex { $0 == choice.uppercased() }
        ?? Int(choice).flatMap { (2...10).contains($0) ? $0 - 1 : nil }
      guard let found, found > 0 else { throw .unfit(path: path, .noField(choice, of: fields)) }
      return Column(number: found + 1, name: fields[found])
    }
    let text = try field(reader.textColumn, known?.text) ?? Column(number: 2, name: "FORM")
    let tag = try field(reader.tagColumn, known?.tag) ?? Column(number: 4, name: "UPOS")
    if text.number == tag.number {
      throw .unfit(path: path, .sameColumn(text.number ?? 0))
    }
    return Self(form: .conllu, text: text, tag: tag, width: 10)
  }
}

extension TaggedTextLayout {
  /// The fields of a line in columns.
  func fields(of line: TaggedLine) -> [Range<Int>] {
    separator == .tab
      ? line.text.fields(line.all, separator: 0x09) : line.text.words(line.all)
  }

  /// Whether a line of columns separates documents.
  static func separatesDocuments(_ line: TaggedLine) -> Bool { line.starts(with: "-DOCSTART-") }

  /// Whether a line before the first token of a sentence in columns is a comment: it begins with
  /// "# ", and is not a row of the same number of columns.
  func isComment(_ line: TaggedLine) -> Bool {
    guard line.starts(with: "# ") else { return false }
    let fields = fields(of: line)
    return width == 1 || fields.count != width
      || fields.count > 1 && line.text.string(fields[1]) == "="
      || fields.count > 2 && line.text.string(fields[2]) == "="
  }

  /// The layout of columns, from the lines of a file or its first ones.
  ///
  /// - Throws: `DataError` if chosen columns are missing, or tags are required and the lines have
  ///   other columns than earlier data.
  static func columns(
    _ reader: TaggedTextReader, lines: [TaggedLine]
  ) throws(DataError) -> Self {
    let known = reader.layout?.form == .columns ? reader.layout : nil
    let filled = lines.filter { !$0.isBlank && !separatesDocuments($0) }
    var layout = Self(form: .columns, text: Column(number: 1))
    let hasTabs = filled.contains { $0.text.first(0x09, in: $0.all) != nil }
    layout.separator = known?.separator ?? (hasTabs ? .tab : .blanks)
    guard let first = filled.first(where: { !$0.starts(with: "# ") }) ?? filled.first else {
      layout.width = 1
      return layout
    }
    let names = layout.fields(of: first).map { first.text.string($0) }
    layout.width = names.count
    let search = ColumnSearch(reader: reader, known: known, names: names, line: first)
    try search.complete(&layout)
    return layout
  }
}

/// The search for the columns of words and tags.
private struct ColumnSearch {
  let reader: TaggedTextReader
  let known: TaggedTextLayout?
  /// The fields of the first line.
  let names: [String]
  let line: TaggedLine

  func complete(_ layout: inout TaggedTextLayout) throws(DataError) {
    let chosen = [reader.textColumn, reader.tagColumn].compactMap { $0 }.filter { Int($0) == nil }
    layout.hasHeader =
      !chosen.isEmpty
      || known?.hasHeader == true && known?.text.name.map { names.contains($0) } ?? false
    let stored = try stored(layout.hasHeader)
    let tag =
      reader.tagColumn == nil
      ? (stored.isKnown ? stored.tag : names.count > 1 ? names.count - 1 : nil)
      : try column(reader.tagColumn, isRequired: reader.requiresTags)
    let usual = stored.text ?? 0
    let text =
      try column(reader.textColumn, isRequired: true) ?? (usual == tag ? names.count - 1 : usual)
    if text == tag { throw line.error(.sameColumn(text + 1)) }
    if tag == nil, reader.requiresTags {
      throw line.error(.columnCount(names.count, expected: max(known?.width ?? 0, 2)))
    }
    layout.text = place(text, layout.hasHeader)
    layout.tag = tag.map { place($0, layout.hasHeader) }
  }

  private func place(_ column: Int, _ hasHeader: Bool) -> TaggedTextLayout.Column {
    TaggedTextLayout.Column(number: column + 1, name: hasHeader ? names[column] : nil)
  }

  /// The columns of earlier data in this file, from 0, if both are not chosen anyway.
  private func stored(
    _ hasHeader: Bool
  ) throws(DataError) -> (isKnown: Bool, text: Int?, tag: Int?) {
    guard let known, let text = known.text.number, let tag = known.tag?.number else {
      return (false, nil, nil)
    }
    if hasHeader, let name = known.text.name {
      return (
        true, names.firstIndex(of: name), known.tag?.name.flatMap { names.firstIndex(of: $0) }
      )
    }
    if names.count == known.width { return (true, text - 1, tag - 1) }
    if !reader.requiresTags {
      if names.count == 1 { return (true, 0, nil) }
      if names.count == known.width - 1 { return (true, tag < text ? text - 2 : text - 1, nil) }
    }
    if reader.textColumn != nil, reader.tagColumn != nil { return (true, nil, nil) }
    throw line.error(.columnCount(names.count, expected: known.width))
  }

  /// A chosen column, from 0.
  private func column(_ choice: String?, isRequired: Bool) throws(DataError) -> Int? {
    guard let choice else { return nil }
    if let number = Int(choice) {
      if (1...names.count).contains(number) { return number - 1 }
      if isRequired { throw line.error(.noColumnNumber(number, count: names.count)) }
      return nil
    }
    let found = names.indices.filter { ClassLabel(names[$0]) == ClassLabel(choice) }
    if found.count > 1 { throw line.error(.repeatedColumn(choice)) }
    if found.isEmpty, isRequired { throw line.error(.noColumn(choice, found: names)) }
    return found.first
  }
}
