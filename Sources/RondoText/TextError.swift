public import RondoFiles

/// An error in a text or a vocabulary: what is wrong, where, and what to do about it.
///
/// Offsets count bytes of the input from 0; lines and columns count from 1, columns in Unicode
/// scalars. The caller adds the name of the file. `Sendable`.
public enum TextError: AdvisingError, Sendable, Equatable {
  /// A byte sequence that is not UTF-8, in a text that is UTF-8 otherwise.
  case invalidUTF8(offset: Int, line: Int, column: Int)
  /// An unknown name of an encoding, with the known names most similar to it.
  case unknownEncoding(name: String, suggestions: [String])
  /// Bytes that the encoding cannot decode: ill-formed, unassigned or truncated.
  case undecodable(encoding: String, offset: Int)
  /// A text whose encoding cannot be detected with certainty.
  ///
  /// The guess is nil if there is none; its confidence (0...100) is nil if it comes from a mark in
  /// the text instead of statistics.
  case ambiguousEncoding(guess: String?, confidence: Int?)
  /// An encoding whose byte order is given neither by the caller nor by a mark in the text.
  case unknownByteOrder(encoding: String)
  /// A byte-order mark that belongs to another encoding than the one requested.
  case contradictingByteOrderMark(encoding: String, mark: String)
  /// A NUL character in a text.
  case containsNUL(offset: Int, line: Int, column: Int)
  /// A file in a binary format.
  case binary(BinaryFormat)
  /// Another error, of a text that could be read as raw bytes instead.
  indirect case readableAsBytes(TextError)
  /// A symbol of no bytes in a vocabulary.
  case emptySymbol(index: Int)
  /// The same symbol twice in a vocabulary.
  case duplicateSymbol(index: Int)
  /// A symbol that follows a greater one in a vocabulary.
  case unorderedSymbol(index: Int)
  /// A byte that is missing from the byte-pair units.
  case missingByte(byte: UInt8)
  /// Two byte-pair units whose merge is no unit, or one that another merge forms.
  case unusableMerge(index: Int)
}

extension SettingName {
  /// The encoding of a file: `auto` or a name.
  public static let encoding: Self = "encoding"
  /// Whether invalid text is replaced by U+FFFD.
  public static let lossy: Self = "lossy"
  /// The kind of symbol that a text is cut into.
  public static let unit: Self = "unit"
  /// The form in which a file holds its cases.
  public static let form: Self = "form"
}

extension TextError {
  /// Contents that cannot be used, always.
  public var category: ErrorCategory { .unusable }

  /// One line that says what is wrong, where, and what to do.
  public var advice: Advice { advice(in: "-") }

  /// The line for a file, whose name may occur in the advice but does not precede it; "-" is a file
  /// without a name.
  public func advice(in path: String) -> Advice {
    switch self {
    case .invalidUTF8(let offset, let line, let column):
      "invalid UTF-8 at byte \(offset) (line \(line), column \(column)); replace damaged bytes with "
        + "\(.lossy), or name the encoding with \(.encoding) if the text is not UTF-8"
    case .unknownEncoding(let name, let suggestions):
      suggestions.isEmpty
        ? "unknown encoding \"\(name)\"; name one that ICU knows, such as UTF-8 or windows-1252"
        : "unknown encoding \"\(name)\"; did you mean \(suggestions.joined(separator: " or "))?"
    case .undecodable(let encoding, let offset):
      "the bytes at offset \(offset) are not valid \(encoding); replace damaged bytes with "
        + "\(.lossy), or name another encoding with \(.encoding)"
    case .ambiguousEncoding(let guess, let confidence):
      Self.ambiguity(guess: guess, confidence: confidence)
    case .unknownByteOrder(let encoding):
      "\(encoding) without a byte-order mark; name the byte order with "
        + "\(.encoding, to: encoding + "LE") or \(.encoding, to: encoding + "BE")"
    case .contradictingByteOrderMark(let encoding, let mark):
      "the text starts with the byte-order mark of \(mark), which is not \(encoding); "
        + "set \(.encoding, to: mark), or omit \(.encoding)"
    case .containsNUL(let offset, let line, let column):
      "NUL character at byte \(offset) (line \(line), column \(column)), which no text contains; "
        + "remove it, for example with tr -d '\\000'"
    case .binary(let format): format.fault(in: path)
    case .readableAsBytes(let error):
      "\(error.advice(in: path)), or read bytes of any kind with \(.unit, to: "byte")"
    case .emptySymbol, .duplicateSymbol, .unorderedSymbol, .missingByte, .unusableMerge:
      vocabularyAdvice
    }
  }

  private var vocabularyAdvice: Advice {
    switch self {
    case .emptySymbol(let index): "vocabulary: symbol \(index) is empty; the file is damaged"
    case .duplicateSymbol(let index):
      "vocabulary: symbol \(index) occurs twice; the file is damaged"
    case .unorderedSymbol(let index):
      "vocabulary: symbol \(index) is smaller than the one before it; symbols must ascend by their "
        + "UTF-8 bytes"
    case .missingByte(let byte):
      "vocabulary: the byte \(byte) is missing; the file is damaged"
    case .unusableMerge(let index):
      "vocabulary: merge \(index) forms no symbol, or one that another forms; the file is damaged"
    default: ""
    }
  }

  private static func ambiguity(guess: String?, confidence: Int?) -> Advice {
    guard let guess else {
      return "the encoding cannot be detected; name it with \(.encoding)"
    }
    let certainty = confidence.map { ", confidence \($0) of 100" } ?? ""
    return "the encoding is not certain (perhaps \(guess)\(certainty)); name it with \(.encoding), "
      + "for example \(.encoding, to: guess)"
  }
}
