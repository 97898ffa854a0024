import RondoFiles
import RondoText

/// What can go wrong while a corpus is tokenised into a file.
enum TokenizingError: Error {
  /// The text cannot be read.
  case data(DataError)
  /// The file cannot be written.
  case cache(CheckpointError)
}

extension TrainingTextReader {
  /// Ids are put aside once there are so many.
  private static let blockLength = 1 << 20

  /// Tokenises into a file of the cache and opens that.
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
