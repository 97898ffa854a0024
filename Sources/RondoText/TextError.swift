/// What is wrong with a text or a vocabulary, where, and what to do about it.
///
/// Offsets count bytes of the input from 0; lines and columns count from 1, columns in Unicode
/// scalars. The name of the file is the caller's to add.
public enum TextError: Error, Sendable, Equatable {
  /// A byte sequence that is not UTF-8, in a text that is UTF-8 otherwise.
  case invalidUTF8(offset: Int, line: Int, column: Int)
  /// An encoding that nobody knows by this name, with the names most like it.
  case unknownEncoding(name: String, suggestions: [String])
  /// Bytes that mean nothing in the encoding, be it ill-formed, unassigned or cut.
  case undecodable(encoding: String, offset: Int)
  /// A text whose encoding cannot be told with certainty.
  ///
  /// The guess is nil where there is none; its confidence (0...100) is nil where it comes from a
  /// mark in the text instead of statistics.
  case ambiguousEncoding(guess: String?, confidence: Int?)
  /// An encoding whose byte order is named neither by the caller nor by a mark in the text.
  case unknownByteOrder(encoding: String)
  /// A byte-order mark that belongs to another encoding than the one that was asked for.
  case contradictingByteOrderMark(encoding: String, mark: String)
  /// A NUL character in what should be text.
  case containsNUL(offset: Int, line: Int, column: Int)
  /// A file of a format that holds no plain text.
  case binary(BinaryFormat)
  /// What is no text, where bytes of any kind could be read instead.
  indirect case readableAsBytes(TextError)
  /// A symbol of no bytes in a vocabulary.
  case emptySymbol(index: Int)
  /// The same symbol twice in a vocabulary.
  case duplicateSymbol(index: Int)
  /// A symbol that stands behind a greater one in a vocabulary.
  case unorderedSymbol(index: Int)
  /// A byte that byte-pair units lack.
  case missingByte(byte: UInt8)
  /// Two byte-pair units that make no unit, or one that others make.
  case unusableMerge(index: Int)
}

extension TextError: CustomStringConvertible {
  /// One line that says what is wrong, where, and what to do.
  public var description: String { description(in: "-") }

  /// The line for a file, whose name may stand in the advice and does not stand before the line; "-"
  /// is a file without one.
  public func description(in path: String) -> String {
    switch self {
    case .invalidUTF8(let offset, let line, let column):
      "invalid UTF-8 at byte \(offset) (line \(line), column \(column)); replace damaged bytes with "
        + "--lossy, or name the encoding with --encoding if the text is not UTF-8"
    case .unknownEncoding(let name, let suggestions):
      "unknown encoding \"\(name)\""
        + (suggestions.isEmpty
          ? "; name one that ICU knows, such as UTF-8 or windows-1252"
          : "; did you mean \(suggestions.joined(separator: " or "))?")
    case .undecodable(let encoding, let offset):
      "the bytes at offset \(offset) are not valid \(encoding); replace damaged bytes with --lossy, "
        + "or name another encoding with --encoding"
    case .ambiguousEncoding(let guess, let confidence):
      Self.ambiguity(guess: guess, confidence: confidence)
    case .unknownByteOrder(let encoding):
      "\(encoding) without a byte-order mark; name the order with --encoding \(encoding)LE or "
        + "--encoding \(encoding)BE"
    case .contradictingByteOrderMark(let encoding, let mark):
      "the text starts with the byte-order mark of \(mark), which is not \(encoding); "
        + "name it with --encoding \(mark), or leave --encoding away"
    case .containsNUL(let offset, let line, let column):
      "NUL character at byte \(offset) (line \(line), column \(column)), which no text holds; "
        + "remove it, for example with tr -d '\\000'"
    case .binary(let format): format.fault(in: path)
    case .readableAsBytes(let error):
      "\(error.description(in: path)), or read bytes of any kind with --unit byte"
    case .emptySymbol(let index):
      "vocabulary: symbol \(index) is empty; the file is damaged"
    case .duplicateSymbol(let index):
      "vocabulary: symbol \(index) stands there twice; the file is damaged"
    case .unorderedSymbol(let index):
      "vocabulary: symbol \(index) is smaller than the one before it; symbols must ascend by their "
        + "UTF-8 bytes"
    case .missingByte(let byte):
      "vocabulary: the byte \(byte) is missing; the file is damaged"
    case .unusableMerge(let index):
      "vocabulary: merge \(index) makes no symbol, or one that another makes; the file is damaged"
    }
  }

  private static func ambiguity(guess: String?, confidence: Int?) -> String {
    guard let guess else {
      return "the encoding cannot be told; name it with --encoding"
    }
    let certainty = confidence.map { ", confidence \($0) of 100" } ?? ""
    return "the encoding is not certain (perhaps \(guess)\(certainty)); name it with --encoding, "
      + "for example --encoding \(guess)"
  }
}
