public import RondoFiles
public import RondoText

/// Reads the text of files and folders as one corpus.
///
///     let corpus = try CorpusReader().read(["corpora/tidehouse.txt"])
///
/// `Sendable`.
public struct CorpusReader: Sendable {
  /// The encoding of the files.
  public var encoding: TextEncoding
  /// True where invalid text is replaced instead of refused.
  public var lossy: Bool
  /// True where bytes are symbols themselves, so that nothing is decoded.
  public var isRaw: Bool
  /// True where the caller could read bytes instead, which errors then say.
  var canReadBytes = false

  /// True where a text that is UTF-8 but for damaged sequences or NUL characters is given with
  /// them, to readers that say of each line what is wrong with it.
  public var keepsDamage = false

  /// A reader.
  public init(encoding: TextEncoding = .auto, lossy: Bool = false, isRaw: Bool = false) {
    (self.encoding, self.lossy, self.isRaw) = (encoding, lossy, isRaw)
  }

  /// A reader for what `settings` say.
  public init(_ settings: CorpusSettings) {
    self.init(
      encoding: settings.encoding == "auto" ? .auto : .named(settings.encoding),
      lossy: settings.lossy, isRaw: settings.unit == .byte && settings.encoding == "auto")
    canReadBytes = true
  }

  /// The text of all files that the paths stand for, one after another.
  ///
  /// - Throws: `DataError`: `missing` or `unreadable` for the first path that is, `text` for the
  ///   first file that is not text, `empty` where there is no text in any of them.
  public func read(_ paths: [String]) throws(DataError) -> Corpus {
    var corpus = Corpus()
    for path in paths {
      let files = try InputFile.expand(path)
      corpus.notes += files.notes
      for file in files.paths { try add(file, to: &corpus) }
    }
    if corpus.utf8.isEmpty { throw .empty(paths: paths) }
    return corpus
  }

  func add(_ path: String, to corpus: inout Corpus) throws(DataError) {
    let bytes = try InputFile.read(path)
    let hash = SHA256.hexadecimal(of: bytes)
    let text = try decode(bytes, path)
    corpus.sources.append(
      DataSource(path: path, bytes: bytes.count, sha256: hash, encoding: text.encodingName))
    if let confidence = text.confidence {
      corpus.notes.append(
        "\(path): read as \(text.encodingName), detected with confidence \(confidence) of 100; "
          + "if that is wrong, name another with \(.encoding)")
    }
    if text.replacements > 0 {
      corpus.notes.append(
        "\(path): \(text.replacements) invalid sequences were replaced by U+FFFD")
    }
    if corpus.utf8.isEmpty { corpus.utf8 = text.utf8 } else { corpus.utf8 += text.utf8 }
    corpus.ends.append(corpus.utf8.count)
  }

  private func decode(_ bytes: [UInt8], _ path: String) throws(DataError) -> DecodedText {
    if isRaw { return DecodedText(utf8: bytes, encodingName: "bytes") }
    do throws(TextError) {
      let text = try TextDecoder(encoding: encoding, lossy: lossy).decode(bytes)
      try text.requireNoNUL()
      return text
    } catch {
      switch error {
      case .containsNUL where keepsDamage, .invalidUTF8 where keepsDamage:
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let hasMark = bytes.starts(with: mark)
        return DecodedText(
          utf8: hasMark ? Array(bytes.dropFirst(mark.count)) : bytes, encodingName: "UTF-8",
          hadByteOrderMark: hasMark)
      case .containsNUL, .ambiguousEncoding(guess: nil, _):
        throw .text(path: path, canReadBytes ? .readableAsBytes(error) : error)
      default: throw .text(path: path, error)
      }
    }
  }
}

/// A text read from one or more files.
///
/// `Sendable`.
public struct Corpus: Sendable {
  /// The text in UTF-8, or bytes of any kind if they were read raw.
  public internal(set) var utf8: [UInt8] = []
  /// Where each file's text ends in `utf8`.
  public internal(set) var ends: [Int] = []
  /// The files, in order.
  public internal(set) var sources: [DataSource] = []
  /// What the user should hear about how the files were read.
  public internal(set) var notes: [Advice] = []
}

extension CorpusReader {
  /// The text of one file, which may be empty; "-" is standard input.
  ///
  /// - Throws: `DataError`.
  public func readText(_ path: String) throws(DataError) -> Corpus {
    var corpus = Corpus()
    try add(path, to: &corpus)
    return corpus
  }
}

/// How the text of a corpus is read, cut into symbols, turned into ids and split.
///
/// `Sendable`.
public struct CorpusSettings: Sendable, Hashable {
  /// The name of the files' encoding, or "auto".
  public var encoding = "auto"
  /// True where invalid text is replaced instead of refused.
  public var lossy = false
  /// What a symbol is.
  public var unit = SymbolUnit.grapheme
  /// Conversion of line ends, applied before normalization.
  public var newlines = Newlines.keep
  /// The normal form that text is brought to first.
  public var normalization = Normalization.none
  /// What a document is.
  public var documents = DocumentUnit.none
  /// Rarer symbols are unknown.
  public var minimumCount = 1
  /// The most symbols; rarer ones are unknown.
  public var maximumVocabularySize: Int?
  /// The part of the corpus, its tail, that is kept for validation.
  public var validationFraction = 0.1

  /// The defaults.
  public init() {}
}

/// A file that a model was trained on.
///
/// `Sendable`.
public struct DataSource: Sendable, Hashable, Codable {
  /// The path as it was given; "-" for standard input.
  public var path: String
  /// The number of bytes.
  public var bytes: Int
  /// The SHA-256 of the bytes, in hexadecimal.
  public var sha256: String
  /// The encoding that it was read in.
  public var encoding: String

  /// A source.
  public init(path: String, bytes: Int, sha256: String, encoding: String) {
    (self.path, self.bytes, self.sha256, self.encoding) = (path, bytes, sha256, encoding)
  }
}
