/// What makes bytes no safetensors file; offsets count from the start of the file.
///
/// Sendable: a plain value.
public enum SafetensorsFault: Error, Sendable, Equatable {
  /// The file is shorter than the 8 bytes of the header's length.
  case fileTooShort(byteCount: Int)
  /// The header would be longer than the format allows.
  case headerTooLong(byteCount: UInt64)
  /// The header would be longer than the rest of the file.
  case headerPastEnd(byteCount: UInt64, found: Int)
  /// A text is not UTF-8.
  case notUTF8(offset: Int)
  /// The header is not the JSON that the format asks for.
  case syntax(expected: String, offset: Int)
  /// A dimension or an offset is not a plain whole number below 2⁶³.
  case number(offset: Int)
  /// Unknown fields are nested too deeply.
  case tooDeep(offset: Int)
  /// An object has a key twice.
  case duplicateKey(String, offset: Int)
  /// An object has too many keys.
  case tooManyKeys(limit: Int, offset: Int)
  /// A tensor lacks a field.
  case missingField(String, tensor: String)
  /// A tensor's type is not one that is read here.
  case unknownType(String, tensor: String)
  /// A tensor has more dimensions than `SafetensorsTensor.rankLimit`.
  case tooManyDimensions(tensor: String)
  /// A tensor's element or byte count does not fit into 63 bits.
  case sizeOverflow(tensor: String)
  /// A tensor ends before it begins.
  case reversedOffsets(tensor: String, begin: Int, end: Int)
  /// A tensor does not begin where the one before it ends.
  case misplaced(tensor: String, begin: Int, expected: Int)
  /// A tensor's offsets span another number of bytes than its shape and type.
  case wrongByteCount(tensor: String, found: Int, expected: Int)
  /// The data is shorter than the tensors together.
  case truncated(found: Int, expected: Int)
  /// The data is longer than the tensors together.
  case trailingBytes(found: Int, expected: Int)
}

extension SafetensorsFault: CustomStringConvertible {
  /// One phrase: what was found, what was expected, where.
  public var description: String {
    switch self {
    case .fileTooShort(let count): "it has \(count) bytes, and the header's length alone takes 8"
    case .headerTooLong(let count):
      "its header would have \(count) bytes, and the limit is \(SafetensorsHeader.byteLimit)"
    case .headerPastEnd(let count, let found):
      "its header would have \(count) bytes, and only \(found) bytes follow"
    case .notUTF8(let offset): "the text at byte \(offset) is not UTF-8"
    case .syntax(let expected, let offset): "byte \(offset) of the header should be \(expected)"
    case .number(let offset):
      "byte \(offset) should begin a whole number below 2^63 without sign, fraction or exponent"
    case .tooDeep(let offset): "the header is nested too deeply at byte \(offset)"
    case .duplicateKey(let key, let offset): "the key \(key.quoted) stands twice, at byte \(offset)"
    case .tooManyKeys(let limit, let offset):
      "there are more than \(limit) keys in one object, at byte \(offset)"
    default: tensorDescription
    }
  }

  private var tensorDescription: String {
    switch self {
    case .missingField(let field, let tensor): "tensor \(tensor.quoted) has no \(field)"
    case .unknownType(let type, let tensor):
      "tensor \(tensor.quoted) has the type \(type.quoted), which is not one of "
        + SafetensorsType.allCases.map(\.name).joined(separator: " ")
    case .tooManyDimensions(let tensor):
      "tensor \(tensor.quoted) has more than \(SafetensorsTensor.rankLimit) dimensions"
    case .sizeOverflow(let tensor): "tensor \(tensor.quoted) would take more than 2^63 bytes"
    case .reversedOffsets(let tensor, let begin, let end):
      "tensor \(tensor.quoted) begins at byte \(begin) of the data and ends before it, at \(end)"
    case .misplaced(let tensor, let begin, let expected):
      "tensor \(tensor.quoted) begins at byte \(begin) of the data and should begin at \(expected)"
    case .wrongByteCount(let tensor, let found, let expected):
      "tensor \(tensor.quoted) has \(found) bytes, and its type and shape take \(expected)"
    case .truncated(let found, let expected): "the data ends after \(found) of \(expected) bytes"
    case .trailingBytes(let found, let expected):
      "the data has \(found) bytes, and its tensors end after \(expected)"
    default: ""
    }
  }
}
