public import RondoFiles
public import RondoText

/// The text on which a language model is trained: read, tokenised and split.
///
/// `Sendable`.
public struct TrainingText: Sendable {
  /// The ids.
  public var corpus: TokenizedCorpus
  /// The files, in order.
  public var sources: [DataSource]
  /// Notes for the user about how the files were read.
  public var notes: [Advice]
  /// The size of the text in bytes of UTF-8.
  public var byteCount: Int
}

/// A reader of files and folders as a tokenised text; large corpora are read in pieces and cached.
///
///     let cache = TokenCache(folder: "checkpoints/.tokens")
///     let text = try TrainingTextReader(CorpusSettings(), cache: cache).read(["corpora"])
///
/// The ids are the same with and without a cache. A large corpus takes little memory if its files
/// are UTF-8 (or bytes, with that unit); standard input and files in other encodings are held in
/// memory while they are tokenised. `Sendable`.
public struct TrainingTextReader: Sendable {
  /// The settings of reading and tokenising.
  public var settings: CorpusSettings
  /// The symbols of a model that is trained further, which are kept in the vocabulary.
  public var known: Vocabulary?
  /// Whether no symbols are added to the known ones, as in a resumed run.
  public var isVocabularyComplete = false
  /// Known byte-pair units, if these are the symbols.
  public var bytePairs: BytePairs?
  /// The cache of large corpora; nil to hold all in memory.
  public var cache: TokenCache?

  /// A reader.
  public init(
    _ settings: CorpusSettings, known: Vocabulary? = nil, cache: TokenCache? = nil
  ) {
    (self.settings, self.known, self.cache) = (settings, known, cache)
  }

  /// Reads and tokenises.
  ///
  /// - Throws: `DataError`, as `CorpusReader.read` does.
  public func read(_ paths: [String]) throws(DataError) -> TrainingText {
    guard let cache, try byteCount(of: paths) >= cache.leastByteCount else {
      return try readWhole(paths)
    }
    let files = try CorpusFiles(paths, CorpusReader(settings))
    let contents = SHA256.hexadecimal(of: Array(files.sources.map(\.sha256).joined().utf8))
    var notes = files.notes
    var (key, path) = ("", "")
    // Known units may have been learned from this very text.
    for pairs in bytePairs == nil ? [nil] : [nil, bytePairs] {
      key = self.key(of: files.sources, pairs)
      path = cache.path(contents: contents, key: key)
      switch cache.find(path, key: key) {
      case .corpus(let corpus) where isExpected(corpus.tokenizer.bytePairs):
        return TrainingText(
          corpus: corpus, sources: files.sources, notes: notes, byteCount: files.byteCount)
      case .corpus, .nothing: break
      case .damaged:
        if pairs == bytePairs { notes.append("\(path) is damaged and will be rebuilt") }
      }
    }
    let corpus: TokenizedCorpus
    do throws(TokenizingError) {
      corpus = try keep(files, in: cache, path, key)
    } catch {
      switch error {
      case .data(let error): throw error
      case .cache(let error):
        notes.append("the tokenised text cannot be kept, and is held in memory: \(error)")
        corpus = try hold(files)
      }
    }
    return TrainingText(
      corpus: corpus, sources: files.sources, notes: notes, byteCount: files.byteCount)
  }

  private func byteCount(of paths: [String]) throws(DataError) -> Int {
    var total = 0
    for path in paths where path != "-" {
      for file in try InputFile.expand(path).paths {
        total += try InputFile.identity(of: file).byteCount
      }
    }
    return total
  }

  private func readWhole(_ paths: [String]) throws(DataError) -> TrainingText {
    tokenize(try CorpusReader(settings).read(paths))
  }

  /// Tokenises a text that is in memory.
  public func read(_ text: String) -> TrainingText {
    let utf8 = Array(text.utf8)
    let source = DataSource(
      path: "text", bytes: utf8.count, sha256: SHA256.hexadecimal(of: utf8), encoding: "UTF-8")
    return tokenize(Corpus(utf8: utf8, ends: [utf8.count], sources: [source], notes: []))
  }

  private func tokenize(_ text: Corpus) -> TrainingText {
    var builder = builder
    if settings.documents == .none {
      builder.append(text.utf8)
    } else {
      var start = 0
      for end in text.ends {
        text.utf8[start..<end].withUnsafeBufferPointer { builder.append(piece: $0) }
        builder.endFile()
        start = end
      }
    }
    return TrainingText(
      corpus: builder.finish(limits: limits, trainingCount: trainingCount),
      sources: text.sources, notes: text.notes, byteCount: text.utf8.count)
  }

  var builder: TokenizedCorpus.Builder {
    var builder = TokenizedCorpus.Builder(
      unit: settings.unit, normalization: settings.unit == .byte ? .none : settings.normalization,
      documents: settings.documents, known: settings.unit == .bpe ? nil : known)
    (builder.bytePairs, builder.newlines) = (bytePairs, settings.newlines)
    return builder
  }

  var limits: VocabularyLimits {
    VocabularyLimits(
      minimumCount: isVocabularyComplete ? .max : settings.minimumCount,
      maximumSize: settings.maximumVocabularySize)
  }

  func trainingCount(_ total: Int) -> Int {
    Int(Double(total) * (1 - settings.validationFraction))
  }

  private func isExpected(_ pairs: BytePairs?) -> Bool {
    guard let bytePairs else { return true }
    return pairs == (settings.documents == .none ? bytePairs : bytePairs.withBorder())
  }

  /// The settings and hashes that determine the ids of these files.
  private func key(of sources: [DataSource], _ pairs: BytePairs?) -> String {
    var parts = ["1", ICU.icuVersion, ICU.unicodeVersion, settings.unit.rawValue]
    parts += [settings.normalization.rawValue, settings.documents.rawValue]
    parts += ["\(limits.minimumCount)", "\(limits.maximumSize ?? 0)"]
    parts += ["\(settings.validationFraction)", "\(settings.lossy)"]
    parts += sources.map { "\($0.sha256) \($0.encoding)" }
    if settings.newlines != .keep { parts.append("newlines \(settings.newlines.rawValue)") }
    if let pairs { parts += pairs.merges.map { "\($0.left) \($0.right)" } }
    if let fixed = settings.unit == .bpe ? pairs?.vocabulary : known {
      let symbols = fixed.symbols.flatMap { [UInt8(min($0.count, 255))] + $0 }
      parts.append(SHA256.hexadecimal(of: symbols))
    }
    return parts.joined(separator: "\n")
  }
}

/// An error while a corpus is tokenised into a file.
enum TokenizingError: Error {
  /// The text cannot be read.
  case data(DataError)
  /// The file cannot be written.
  case cache(CheckpointError)
}

extension TrainingTextReader {
  /// The number of ids in a block.
  private static let blockLength = 1 << 20

  /// Tokenises into a file of the cache and opens it.
  func keep(
    _ files: CorpusFiles, in cache: TokenCache, _ path: String, _ key: String
  ) throws(TokenizingError) -> TokenizedCorpus {
    let blocks: IDBlockFile
    do throws(CheckpointError) {
      try cache.prepare()
      blocks = try IDBlockFile(in: cache.folder)
    } catch { throw .cache(error) }
    var builder = builder
    try files.forEachPiece { (event) throws(TokenizingError) in
      builder.take(event)
      guard let ids = builder.takeIDs(atLeast: Self.blockLength) else { return }
      do throws(CheckpointError) { try blocks.write(ids) } catch { throw .cache(error) }
    }
    builder.end()
    do throws(CheckpointError) {
      if let ids = builder.takeIDs(atLeast: 1) { try blocks.write(ids) }
      let tokenized = builder
      let file = try AtomicFile(path) { (writer) throws(CheckpointError) in
        try TokenFile.write(to: writer, key: key) {
          (begin, write) throws(CheckpointError) in
          try tokenized.finish(
            limits: limits, trainingCount: trainingCount, blockCount: blocks.count,
            read: { (block) throws(CheckpointError) in try blocks.read(block) }, begin: begin,
            write: { (ids, _) throws(CheckpointError) in try write(ids) })
        }
      }
      try file.publish()
      cache.removeOld()
      guard let corpus = try TokenFile.open(path, key: key) else {
        throw .damaged(path: path, part: .checksums)
      }
      return corpus
    } catch { throw .cache(error) }
  }

  /// Tokenises piece by piece into memory.
  func hold(_ files: CorpusFiles) throws(DataError) -> TokenizedCorpus {
    var builder = builder
    do throws(TokenizingError) {
      try files.forEachPiece { (event) throws(TokenizingError) in builder.take(event) }
    } catch {
      guard case .data(let error) = error else { preconditionFailure("no file is written here") }
      throw error
    }
    return builder.finish(limits: limits, trainingCount: trainingCount)
  }
}

extension TokenizedCorpus.Builder {
  fileprivate mutating func take(_ event: CorpusFiles.Event) {
    switch event {
    case .text(let piece): append(piece: piece)
    case .endOfFile: endFile()
    }
  }
}
