package import RondoData

/// Reason why a model's training text is not available for comparison.
///
/// `Sendable`.
public enum TrainingTextError: Error, Sendable, Hashable {
  /// A file is not at its recorded path.
  case missing(path: String, reason: String)
  /// A file differs from the training data.
  case changed(path: String, reason: String)
  /// The text has too many symbols for an index.
  case tooLong(symbols: Int)
}

extension TrainingTextError: CustomStringConvertible {
  /// Message of one line: the fault, the file, and the remedy.
  public var description: String {
    switch self {
    case .missing(let path, let reason):
      "what the model was trained on cannot be read from \(path): \(reason); say where it "
        + "is with --training-data"
    case .changed(let path, let reason):
      "\(path) is not what the model was trained on (\(reason)): say where that is with "
        + "--training-data"
    case .tooLong(let symbols):
      "the text that the model was trained on has \(symbols) symbols, and copies can be found in "
        + "at most \(Int32.max - 2)"
    }
  }
}

extension TrainingTextError {
  /// Paths of recorded files; throws if the data did not come from files.
  package static func paths(of sources: [DataSource]) throws(TrainingTextError) -> [String] {
    let paths = sources.map(\.path)
    if paths.isEmpty || paths.contains("-") {
      throw .missing(
        path: paths.isEmpty ? "anywhere" : "standard input", reason: "it is not a file")
    }
    return paths
  }

  /// Runs `body`, which reads recorded files, and converts errors for missing or changed files to
  /// this type.
  package static func reading<Result>(_ body: () throws(DataError) -> Result) throws -> Result {
    do throws(DataError) {
      return try body()
    } catch {
      switch error {
      case .missing(let path): throw TrainingTextError.missing(path: path, reason: "no such file")
      case .unreadable(let path, let reason):
        throw TrainingTextError.missing(path: path, reason: reason)
      case .text(let path, _):
        throw TrainingTextError.changed(path: path, reason: "\(error)")
      case .emptyFolder(let path), .changed(let path, _):
        throw TrainingTextError.changed(path: path, reason: "other contents")
      case .empty(let paths):
        throw TrainingTextError.changed(path: paths.first ?? "", reason: "it is empty")
      case .inputOutput, .tooShort, .oneSymbol, .oneDocument, .malformed, .unfit, .unwritable:
        throw error
      }
    }
  }

  /// Throws if files differ from the recorded ones.
  package static func check(
    _ found: [DataSource], against known: [DataSource]
  ) throws(TrainingTextError) {
    guard found.count == known.count else {
      throw .changed(
        path: found.map(\.path).joined(separator: ", "),
        reason: "\(found.count) files instead of \(known.count)")
    }
    for (new, old) in zip(found, known) where new.sha256 != old.sha256 {
      throw .changed(
        path: new.path,
        reason: new.bytes == old.bytes
          ? "other contents" : "\(new.bytes) bytes instead of \(old.bytes)")
    }
  }
}
