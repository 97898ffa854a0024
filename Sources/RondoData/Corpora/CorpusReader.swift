public import RondoFiles
public import RondoText

/// A reader of files and folders as one corpus.
///
///     let corpus = try CorpusReader().read(["corpora/tidehouse.txt"])
///
/// `Sendable`.
public struct CorpusReader: Sendable {
  /// The encoding of the files.
  public var encoding: TextEncoding
  /// Whether invalid text is replaced by U+FFFD instead of refused.
  public var lossy: Bool
  /// Whether bytes themselves are symbols, so that nothing is decoded.
  public var isRaw: Bool
  /// Whether the caller could read raw bytes instead, which errors then suggest.
  var canReadBytes = false

  /// Whether ill-formed sequences and NUL characters in UTF-8 text are kept, for readers that
  /// report the faults of each line.
  public var keepsDamage = false

  /// A reader.
  public init(encoding: TextEncoding = .auto, lossy: Bool = false, isRaw: Bool = false) {
    (self.encoding, self.lossy, self.isRaw) = (encoding, lossy, isRaw)
  }

  /// A reader with the encoding and the unit of settings.
  public init(_ settings: CorpusSettings) {
    self.init(
      encoding: settings.encoding == "auto" ? .auto : .named(settings.encoding),
      lossy: settings.lossy, isRaw: settings.unit == .byte && settings.encoding == "auto")
    canReadBytes = true
  }

  /// The text of all files that the paths refer to, concatenated.
  ///
  /// - Throws: `DataError`: `missing` or `unreadable` for the first path that is, `text` for the
  ///   first file that is not text, `empty` if none of them has any text.
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
  /// The end of each file's text in `utf8`.
  public internal(set) var ends: [Int] = []
  /// The files, in order.
  public internal(set) var sources: [DataSource] = []
  /// Notes for the user about how the files were read.
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

/// Settings for reading the text of a corpus, segmenting it into symbols, and splitting it.
///
/// `Sendable`.
public struct CorpusSettings: Sendable, Hashable {
  /// The encoding of the files, or "auto" to detect it.
  public var encoding = "auto"
  /// Whether invalid text is replaced by U+FFFD instead of refused.
  public var lossy = false
  /// The kind of symbol.
  public var unit = SymbolUnit.grapheme
  /// Conversion of line ends, applied before normalization.
  public var newlines = Newlines.keep
  /// The normal form of text, applied before segmentation.
  public var normalization = Normalization.none
  /// The unit of documents.
  public var documents = DocumentUnit.none
  /// The smallest number of occurrences of a known symbol; rarer ones are unknown.
  public var minimumCount = 1
  /// The largest number of symbols; the rarest beyond it are unknown. Nil for no limit.
  public var maximumVocabularySize: Int?
  /// The fraction of the corpus, at its end, that is held out for validation.
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
  /// The encoding in which it was read.
  public var encoding: String

  /// A source.
  public init(path: String, bytes: Int, sha256: String, encoding: String) {
    (self.path, self.bytes, self.sha256, self.encoding) = (path, bytes, sha256, encoding)
  }
}
