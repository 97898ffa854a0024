import RondoFiles
import RondoText

/// A folder of tokenised corpora, so that runs on the same text need not tokenise it again, nor
/// hold it in memory.
///
///     let cache = TokenCache(folder: "checkpoints/.tokens")
///
/// A file is named after the contents of the text and all settings that determine its ids, so that
/// it never changes: it is written under a temporary name and renamed, and two runs that need the
/// same file at the same time write the same bytes. Its checksum is verified whenever it is opened;
/// a damaged file is rebuilt. The `kept` most recently used files are kept, others removed; a run
/// that has one open can still use it. `Sendable`.
public struct TokenCache: Sendable {
  /// The folder, created when it is needed.
  public var folder: String
  /// The smallest size in bytes of a corpus that is cached; smaller ones are tokenised quickly.
  public var leastByteCount: Int
  /// The number of files to keep.
  public var kept: Int

  /// A cache.
  public init(folder: String, leastByteCount: Int = 1 << 24, kept: Int = 4) {
    precondition(kept > 0, "a cache that keeps \(kept) files")
    (self.folder, self.leastByteCount, self.kept) = (folder, leastByteCount, kept)
  }

  static let suffix = ".tokens"

  /// The path of the corpus with these contents and settings.
  func path(contents: String, key: String) -> String {
    let tokenizer = SHA256.hexadecimal(of: Array(key.utf8))
    return "\(folder)/\(contents.prefix(16))-\(tokenizer.prefix(16))\(Self.suffix)"
  }

  /// The result of a look-up.
  enum Found {
    case corpus(TokenizedCorpus)
    case nothing
    /// A damaged file.
    case damaged
  }

  /// The corpus at a path.
  func find(_ path: String, key: String) -> Found {
    guard POSIX.exists(path) else { return .nothing }
    guard let found = try? TokenFile.open(path, key: key) else { return .damaged }
    POSIX.touch(path)
    return .corpus(found)
  }

  /// Creates the folder and removes temporary files of dead processes from it.
  func prepare() throws(CheckpointError) {
    try Folders.make(folder)
    for name in (try? POSIX.names(in: folder)) ?? [] {
      guard let file = TemporaryName.target(of: name), TemporaryName.isStale(name, of: file) else {
        continue
      }
      try? POSIX.removeFile("\(folder)/\(name)")
    }
  }

  /// Removes all but the most recently used files.
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
