public import RondoFiles

/// A sentence of words, or other tokens, with a tag for each.
///
///     TaggedSentence(tokens: ["Ferries", "leave"], tags: ["NOUN", "VERB"])
///
/// `Sendable`.
public struct TaggedSentence: Sendable, Equatable {
  /// The tokens, at least one; none is empty.
  public var tokens: [String]
  /// The tag of each token; empty if the sentence has no tags.
  public var tags: [String]
  /// The id in its file: `# sent_id = …` in CoNLL-U, the key `id` in JSON; nil if there is none.
  public var id: String?
  /// The index of its file in `TaggedText.sources`.
  public var source = 0
  /// The first line that holds one of its tokens, from 1; 0 for a sentence that was not read.
  public var line = 0
  /// The line of each token; empty if the sentence is on one line, or was not read.
  var tokenLines: [Int] = []

  /// A sentence in memory.
  public init(tokens: [String], tags: [String] = [], id: String? = nil) {
    precondition(
      tags.isEmpty || tags.count == tokens.count,
      "\(tags.count) tags for \(tokens.count) tokens")
    (self.tokens, self.tags, self.id) = (tokens, tags, id)
  }

  /// The line of a token.
  public func line(ofToken index: Int) -> Int {
    tokenLines.isEmpty ? line : tokenLines[index]
  }

  /// Whether tokens, tags and ids are the same, byte for byte, regardless of their positions.
  public static func == (first: Self, second: Self) -> Bool {
    func same(_ one: [String], _ other: [String]) -> Bool {
      one.elementsEqual(other) { $0.utf8.elementsEqual($1.utf8) }
    }
    return same(first.tokens, second.tokens) && same(first.tags, second.tags)
      && first.id == second.id
  }
}

/// Sentences with tags, from one or more files of the same form.
///
///     let data = try TaggedTextReader().read(["corpora/entities.conll"])
///     data.sentences[0].tokens  // ["The", "ferry", "to", "Overwater", …]
///     data.sentences[0].tags    // ["O", "O", "O", "B-PLACE", …]
///     data.scheme               // .iob2
///
/// `Sendable`.
public struct TaggedText: Sendable {
  /// The sentences in the order of the files and of their lines.
  public var sentences: [TaggedSentence]
  /// The form of the files.
  public var form: TaggedTextForm
  /// The places of tokens and tags, as found in the first file.
  public var layout: TaggedTextLayout
  /// The scheme of tags that describe spans; nil for other tags.
  public var scheme: SpanScheme?
  /// The files, in order.
  public var sources: [DataSource]
  /// Notes for the user about how the files were read.
  public var notes: [Advice]

  /// Sentences in memory with their tags, whose scheme is recognized.
  public init(_ sentences: [TaggedSentence]) {
    self.init(
      form: .columns,
      layout: TaggedTextLayout(
        form: .columns, text: .init(number: 1), tag: .init(number: 2), width: 2))
    self.sentences = sentences
    scheme = SpanScheme.detected(in: sentences.lazy.map(\.tags))
  }

  /// The distinct tags in byte order.
  public var tags: [String] {
    Set(sentences.lazy.flatMap(\.tags).map { ClassLabel($0) }).sorted().map(\.name)
  }

  /// The number of tokens.
  public var tokenCount: Int { sentences.reduce(0) { $0 + $1.tokens.count } }

  /// The error for a fault of a sentence, or of one of its tokens, with its file and line.
  public func error(_ fault: DataFault, at sentence: Int, token: Int = 0) -> DataError {
    let item = sentences[sentence]
    return .malformed(
      path: sources[item.source].path, line: item.line(ofToken: token), column: 1, fault)
  }
}

/// The result of reading one part of a file of tagged text: a sentence, or the error in its place.
///
/// It holds the original lines, so that `TaggedTextWriter` can return them with other tags. The
/// lines of all items of a file are the lines of the file. `Sendable`.
public struct TaggedTextItem: Sendable {
  /// The contents of an item.
  public enum Content: Sendable {
    /// A sentence; its tags are empty if the file has none.
    case sentence(TaggedSentence)
    /// The error of a sentence that cannot be read.
    case fault(DataError)
    /// Lines without a sentence, such as empty ones at the end of a file.
    case none
  }

  /// The contents.
  public let content: Content
  /// The index of the sentence in its file, from 0, counting those that cannot be read.
  public let index: Int
  let form: TaggedTextForm
  let layout: TaggedTextLayout
  /// The lines, with those before the sentence and the empty line after it.
  let lines: [TaggedLine]
  /// The index of the line of each token; empty in forms with a sentence a line.
  let tokenLines: [Int]

  /// The sentence; nil if there is none.
  public var sentence: TaggedSentence? {
    if case .sentence(let sentence) = content { sentence } else { nil }
  }
}

/// A line of a file of tagged text, with its end.
struct TaggedLine: Sendable {
  /// Its number in the file, from 1.
  let number: Int
  /// The line without its end.
  let text: SourceText
  /// Its end: LF, CR LF, or nothing at the end of a file.
  let end: [UInt8]
  /// The error of a line that is not text.
  var damage: DataError?

  init(_ bytes: ArraySlice<UInt8>, number: Int, path: String) {
    let hasFeed = bytes.last == 0x0A
    let hasReturn = hasFeed && bytes.dropLast().last == 0x0D
    let count = bytes.count - (hasReturn ? 2 : hasFeed ? 1 : 0)
    text = SourceText(path: path, utf8: Array(bytes.prefix(count)))
    end = Array(bytes.dropFirst(count))
    self.number = number
  }

  var bytes: [UInt8] { text.utf8 }
  var all: Range<Int> { 0..<text.utf8.count }
  /// Whether it ends a sentence: white space only.
  var isBlank: Bool { text.isBlank(all) }

  func starts(with prefix: StaticString) -> Bool {
    bytes.starts(
      with: UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount))
  }

  /// The error for a fault at a byte of the line.
  func error(_ fault: DataFault, at offset: Int = 0) -> DataError {
    placed(text.error(fault, at: offset))
  }

  /// An error of the line's text with the line's number in the file.
  func placed(_ error: DataError) -> DataError {
    guard case .malformed(let path, _, let column, let fault) = error else { return error }
    return .malformed(path: path, line: number, column: column, fault)
  }

  /// The lines of a text.
  static func lines(of utf8: [UInt8], path: String) -> [TaggedLine] {
    var (lines, start): ([TaggedLine], Int) = ([], 0)
    while start < utf8.count {
      let end = utf8[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? utf8.count
      lines.append(TaggedLine(utf8[start..<end], number: lines.count + 1, path: path))
      start = end
    }
    return lines
  }
}
