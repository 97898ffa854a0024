package import RondoData
public import RondoFiles

extension SettingName {
  /// The data that a model was trained on, where they are now.
  public static let trainingData: Self = "trainingData"
}

/// An error in reading again the data that a model was trained on.
///
/// `Sendable`.
public enum TrainingTextError: AdvisingError, Sendable, Hashable {
  /// They are not where the model says.
  case missing(path: String, reason: String)
  /// They are not those that the model was trained on.
  case changed(path: String, reason: Advice)
  /// The text has too many symbols for an index.
  case tooLong(symbols: Int)
}

extension TrainingTextError {
  /// The kind of failure.
  public var category: ErrorCategory { if case .missing = self { .missing } else { .unusable } }

  /// One line: what is wrong, where, and what to do.
  public var advice: Advice {
    switch self {
    case .missing(let path, let reason):
      "the training data of the model cannot be read from \(path): \(reason); say where they are "
        + "with \(.trainingData)"
    case .changed(let path, let reason):
      "\(path) is not the training data of the model (\(reason)): say where they are with "
        + "\(.trainingData)"
    case .tooLong(let symbols):
      "the training text of the model has \(symbols) symbols, and copies can be found in at most "
        + "\(Int32.max - 2)"
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
        throw TrainingTextError.changed(path: path, reason: error.advice)
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
