import RondoFiles
import RondoText

/// A folder of tokenised corpora, from which runs on the same text are trained without tokenising
/// it again, and without holding it in memory.
///
///     let cache = TokenCache(folder: "checkpoints/.tokens")
///
/// A file is named after the contents of the text and after all that decides how it becomes ids, so
/// it never has to be changed: it is written whole beside its place and renamed, and two runs that
/// need the same one at once write the same. Its checksum is verified whenever it is opened; a
/// damaged one is made anew. The `kept` files used last stay, others are removed; a run that has one
/// open keeps it nevertheless. `Sendable`.
public struct TokenCache: Sendable {
  /// The folder; it is made when it is needed.
  public var folder: String
  /// The least size in bytes of corpora that are kept; smaller ones are tokenised in no time.
  public var leastByteCount: Int
  /// The number of files to stay.
  public var kept: Int

  /// A cache.
  public init(folder: String, leastByteCount: Int = 1 << 24, kept: Int = 4) {
    precondition(kept > 0, "a cache that keeps \(kept) files")
    (self.folder, self.leastByteCount, self.kept) = (folder, leastByteCount, kept)
  }

  static let suffix = ".tokens"

  /// Where the corpus of some contents under some settings is kept.
  func path(contents: String, key: String) -> String {
    let tokenizer = SHA256.hexadecimal(of: Array(key.utf8))
    return "\(folder)/\(contents.prefix(16))-\(tokenizer.prefix(16))\(Self.suffix)"
  }

  /// What a look-up finds.
  enum Found {
    case corpus(TokenizedCorpus)
    case nothing
    /// A file that is not what was written.
    case damaged
  }

  /// The corpus that is kept under a path.
  func find(_ path: String, key: String) -> Found {
    guard POSIX.exists(path) else { return .nothing }
    guard let found = try? TokenFile.open(path, key: key) else { return .damaged }
    POSIX.touch(path)
    return .corpus(found)
  }

  /// Makes the folder, and clears away what dead processes left there.
  func prepare() throws(CheckpointError) {
    try Folders.make(folder)
    for name in (try? POSIX.names(in: folder)) ?? [] {
      guard let file = TemporaryName.target(of: name), TemporaryName.isStale(name, of: file) else {
        continue
      }
      try? POSIX.removeFile("\(folder)/\(name)")
    }
  }

  /// Removes the files used longest ago, but for those to stay.
  func removeOld() {
    let names = ((try? POSIX.names(in: folder)) ?? []).filter {
      $0.hasSuffix(Self.suffix) && !$0.hasPrefix(".")
    }
    let dated = names.map { (name: $0, used: POSIX.modified("\(folder)/\($0)") ?? 0) }
    for old in dated.sorted(by: { ($0.used, $0.name) > ($1.used, $1.name) }).dropFirst(kept) {
      try? POSIX.removeFile("\(folder)/\(old.name)")
    }
  }
}
