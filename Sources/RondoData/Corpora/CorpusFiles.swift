import RondoFiles
import RondoText

/// The files of a corpus after a first pass, which hashes them and checks that they are text.
struct CorpusFiles {
  /// The source of the text of a file.
  private enum Text {
    /// UTF-8 or raw bytes, read from the file in pieces.
    case plain(InputFile.Identity)
    /// A text in memory.
    case whole([UInt8])
    /// A file in another encoding, which is decoded again.
    case encoded
  }

  /// An event in reading a corpus.
  enum Event {
    /// A piece of text; the buffer is valid during the call.
    case text(UnsafeBufferPointer<UInt8>)
    /// The end of a file.
    case endOfFile
  }

  private let reader: CorpusReader
  private var texts: [Text] = []
  private(set) var sources: [DataSource] = []
  private(set) var notes: [Advice] = []
  /// The size of the text in bytes.
  private(set) var byteCount = 0

  /// Makes the first pass over files and folders.
  init(_ paths: [String], _ reader: CorpusReader) throws(DataError) {
    self.reader = reader
    for path in paths {
      let files = try InputFile.expand(path)
      notes += files.notes
      for file in files.paths { try look(at: file) }
    }
    if byteCount == 0 { throw .empty(paths: paths) }
  }

  private mutating func look(at path: String) throws(DataError) {
    // Anything but a regular file can be read only once.
    guard path != "-", try InputFile.identity(of: path).isRegular else {
      return try readWhole(path, keeping: true)
    }
    var hash = SHA256()
    var probe = TextProbe()
    var count = 0
    let isRaw = reader.isRaw
    let identity = try InputFile.forEachPiece(of: path) { (piece) throws(DataError) in
      hash.update(UnsafeRawBufferPointer(piece))
      if !isRaw { probe.push(piece) }
      count += piece.count
    }
    probe.finish()
    let isPlain = isRaw || probe.isPlain(encoding: reader.encoding, lossy: reader.lossy)
    guard isPlain else { return try readWhole(path, keeping: false) }
    if probe.illFormed > 0 {
      notes.append("\(path): \(probe.illFormed) invalid sequences were replaced by U+FFFD")
    }
    texts.append(.plain(identity))
    sources.append(
      DataSource(
        path: path, bytes: count, sha256: hash.hexadecimal, encoding: isRaw ? "bytes" : "UTF-8"))
    byteCount += count
  }

  private mutating func readWhole(_ path: String, keeping: Bool) throws(DataError) {
    var corpus = Corpus()
    try reader.add(path, to: &corpus)
    texts.append(keeping ? .whole(corpus.utf8) : .encoded)
    sources += corpus.sources
    notes += corpus.notes
    byteCount += corpus.utf8.count
  }

  /// Reads the text of all files, piece by piece.
  ///
  /// - Throws: `changed` if a file has changed since the first pass.
  func forEachPiece(
    _ body: (Event) throws(TokenizingError) -> Void
  ) throws(TokenizingError) {
    for (source, text) in zip(sources, texts) {
      switch text {
      case .plain(let identity): try readPieces(source.path, identity, body)
      case .whole(let utf8): try give(utf8, body)
      case .encoded:
        var corpus = Corpus()
        do throws(DataError) { try reader.add(source.path, to: &corpus) } catch {
          throw .data(error)
        }
        guard corpus.sources[0].sha256 == source.sha256 else { throw Self.changed(source.path) }
        try give(corpus.utf8, body)
      }
      try body(.endOfFile)
    }
  }

  private func give(
    _ utf8: [UInt8], _ body: (Event) throws(TokenizingError) -> Void
  ) throws(TokenizingError) {
    try utf8.withUnsafeBufferPointer { (bytes) throws(TokenizingError) in
      try body(.text(bytes))
    }
  }

  private func readPieces(
    _ path: String, _ identity: InputFile.Identity,
    _ body: (Event) throws(TokenizingError) -> Void
  ) throws(TokenizingError) {
    var pieces = TextPieces()
    var failure: TokenizingError?
    func give(_ piece: UnsafeBufferPointer<UInt8>) {
      do throws(TokenizingError) { if failure == nil { try body(.text(piece)) } } catch {
        failure = error
      }
    }
    let found: InputFile.Identity
    do throws(DataError) {
      found = try InputFile.forEachPiece(of: path) { (piece) throws(DataError) in
        guard failure == nil else { return }
        if reader.isRaw { give(piece) } else { pieces.push(piece, isLast: false, give) }
      }
    } catch { throw .data(error) }
    if !reader.isRaw {
      pieces.push(UnsafeBufferPointer(start: nil, count: 0), isLast: true, give)
    }
    if let failure { throw failure }
    guard found == identity else { throw Self.changed(path) }
  }

  private static func changed(_ path: String) -> TokenizingError {
    .data(.inputOutput(path: path, reason: "it was changed in the meantime"))
  }
}
