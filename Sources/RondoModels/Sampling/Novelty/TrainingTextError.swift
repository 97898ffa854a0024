/// Why what a model was trained on cannot be compared with.
///
/// `Sendable`.
public enum TrainingTextError: Error, Sendable, Hashable {
  /// It is not where the model says.
  case missing(path: String, reason: String)
  /// It is not what the model was trained on.
  case changed(path: String, reason: String)
  /// It has too many symbols for an index.
  case tooLong(symbols: Int)
}

extension TrainingTextError: CustomStringConvertible {
  /// One line: what is wrong, where, and what to do.
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
