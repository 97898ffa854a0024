public import RondoFiles
public import RondoText

/// An error that makes data unusable: what is wrong, where, and what to do about it.
///
/// `Sendable`.
public enum DataError: AdvisingError, Sendable, Equatable {
  /// The file or folder does not exist.
  case missing(path: String)
  /// It cannot be opened or read; `reason` is that of the system.
  case unreadable(path: String, reason: String)
  /// Reading failed midway.
  case inputOutput(path: String, reason: String)
  /// A folder without files.
  case emptyFolder(path: String)
  /// An empty text.
  case empty(paths: [String])
  /// The bytes are not valid text.
  case text(path: String, TextError)
  /// A text with too few symbols for training.
  case tooShort(symbols: Int, minimum: Int, sequenceLength: Int)
  /// A text that repeats one symbol.
  case oneSymbol
  /// A text of one document, which cannot be divided.
  case oneDocument
  /// The contents break the rules of their form at a line and column (both from 1; columns count
  /// Unicode scalars).
  case malformed(path: String, line: Int, column: Int, DataFault)
  /// A file or folder that is wrong as a whole.
  case unfit(path: String, DataFault)
  /// Data that a form of file cannot hold; `index` is that of the case, from 0, or nil for the
  /// whole set.
  case unwritable(form: String, index: Int?, WritingFault)
  /// The data of a resumed run differ from those with which it was started.
  case changed(path: String, reason: String)

  /// The kind of failure.
  public var category: ErrorCategory {
    switch self {
    case .missing, .unreadable: .missing
    case .inputOutput: .inputOutput
    case .emptyFolder, .empty, .text, .tooShort, .oneSymbol, .oneDocument, .malformed, .unfit,
      .unwritable, .changed:
      .unusable
    }
  }
}

extension SettingName {
  /// The number of symbols in a training sequence.
  public static let sequenceLength: Self = "sequenceLength"
  /// The fraction of the data that is held out for validation.
  public static let validationFraction: Self = "validationFraction"
  /// The unit into which a corpus is divided as documents.
  public static let documents: Self = "documents"
}

extension DataError {
  /// One line: what is wrong, where, and what to do.
  public var advice: Advice {
    switch self {
    case .missing(let path): "\(path): no such file or folder"
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .inputOutput(let path, let reason): "\(path): reading failed midway: \(reason)"
    case .emptyFolder(let path): "\(path) holds no files: name a folder with text files"
    case .empty(let paths):
      "\(paths.joined(separator: ", ")): the text is empty; name a file with text in it"
    case .text(let path, let error):
      "\(Self.place(of: error, in: path)): \(error.advice(in: path))"
    case .tooShort(let symbols, let minimum, let sequenceLength):
      "the training part has \(symbols) symbols, and chunks of \(sequenceLength) need at least "
        + "\(minimum): use a longer text, or a smaller \(.sequenceLength) or "
        + "\(.validationFraction)"
    case .oneSymbol:
      "the training part is one symbol repeated: there is nothing to learn from it"
    case .oneDocument:
      "the text is a single document, so that none is left to validate on: give a longer text, "
        + "other \(.documents), or \(.validationFraction, to: 0)"
    case .malformed(let path, let line, let column, let fault):
      "\(path):\(line):\(column): \(fault)"
    case .unfit(let path, let fault): "\(path): \(fault)"
    case .unwritable(let form, let index, let fault):
      index == nil
        ? "the data cannot be written as \(form): \(fault)"
        : "case \((index ?? 0) + 1) cannot be written as \(form): \(fault)"
    case .changed(let path, let reason):
      "\(path) is not the data with which this run was started (\(reason)): resume with the same "
        + "data, or start a new run with another \(.out)"
    }
  }
}

extension DataError {
  fileprivate static func place(of error: TextError, in path: String) -> String {
    switch error {
    case .invalidUTF8(_, let line, let column), .containsNUL(_, let line, let column):
      "\(path):\(line):\(column)"
    case .readableAsBytes(let error): place(of: error, in: path)
    default: path
    }
  }
}
