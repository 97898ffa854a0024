/// A fault that makes bytes invalid as a safetensors file; offsets count from the start of the
/// file.
///
/// `Sendable`.
public enum SafetensorsFault: Error, Sendable, Equatable {
  /// The file is shorter than the 8 bytes of the header's length.
  case fileTooShort(byteCount: Int)
  /// The header would be longer than the format allows.
  case headerTooLong(byteCount: UInt64)
  /// The header would be longer than the rest of the file.
  case headerPastEnd(byteCount: UInt64, found: Int)
  /// A text is not UTF-8.
  case notUTF8(offset: Int)
  /// The header is not the JSON that the format requires.
  case syntax(expected: String, offset: Int)
  /// A dimension or an offset is not a plain whole number below 2⁶³.
  case number(offset: Int)
  /// Unknown fields are nested too deeply.
  case tooDeep(offset: Int)
  /// An object has a key twice.
  case duplicateKey(String, offset: Int)
  /// An object has too many keys.
  case tooManyKeys(limit: Int, offset: Int)
  /// A field of a tensor is missing.
  case missingField(String, tensor: String)
  /// A tensor's type is not supported.
  case unknownType(String, tensor: String)
  /// A tensor has more dimensions than `SafetensorsTensor.rankLimit`.
  case tooManyDimensions(tensor: String)
  /// A tensor's number of elements or bytes exceeds 63 bits.
  case sizeOverflow(tensor: String)
  /// A tensor ends before it begins.
  case reversedOffsets(tensor: String, begin: Int, end: Int)
  /// A tensor does not begin where the one before it ends.
  case misplaced(tensor: String, begin: Int, expected: Int)
  /// A tensor's offsets do not match the number of bytes of its shape and type.
  case wrongByteCount(tensor: String, found: Int, expected: Int)
  /// The data is shorter than all tensors together.
  case truncated(found: Int, expected: Int)
  /// The data is longer than all tensors together.
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
    case .duplicateKey(let key, let offset): "the key \(key.quoted) occurs twice, at byte \(offset)"
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

/// A difference between a file's tensors and those that a model needs.
///
/// `Sendable`.
public enum SafetensorsMismatch: Sendable, Equatable, CustomStringConvertible {
  /// A needed tensor is missing.
  case missing(name: String, type: SafetensorsType, shape: [Int])
  /// A tensor is not needed.
  case unexpected(name: String, type: SafetensorsType, shape: [Int])
  /// A tensor has another type.
  case wrongType(name: String, found: SafetensorsType, expected: SafetensorsType)
  /// A tensor has another shape.
  case wrongShape(name: String, found: [Int], expected: [Int])

  /// One phrase with what was found and what was expected.
  public var description: String {
    switch self {
    case .missing(let name, let type, let shape): "\(name.quoted) \(type) \(shape) is missing"
    case .unexpected(let name, let type, let shape):
      "\(name.quoted) \(type) \(shape) is not expected"
    case .wrongType(let name, let found, let expected):
      "\(name.quoted) is \(found), expected \(expected)"
    case .wrongShape(let name, let found, let expected):
      "\(name.quoted) is \(found), expected \(expected)"
    }
  }
}

extension SafetensorsFile {
  /// A tensor that a model needs.
  public typealias Expectation = (name: String, type: SafetensorsType, shape: [Int])

  /// All differences between the tensors here and those expected.
  ///
  /// First those of expected tensors in their order, then the unexpected ones in the file's order;
  /// empty if the file matches. O(n).
  public func check(against expected: [Expectation]) -> [SafetensorsMismatch] {
    var found: [[UInt8]: SafetensorsTensor] = [:]
    for tensor in tensors { found[Array(tensor.name.utf8)] = tensor }
    var mismatches: [SafetensorsMismatch] = []
    for (name, type, shape) in expected {
      guard let tensor = found.removeValue(forKey: Array(name.utf8)) else {
        mismatches.append(.missing(name: name, type: type, shape: shape))
        continue
      }
      if tensor.type != type {
        mismatches.append(.wrongType(name: name, found: tensor.type, expected: type))
      }
      if tensor.shape != shape {
        mismatches.append(.wrongShape(name: name, found: tensor.shape, expected: shape))
      }
    }
    let unexpected = tensors.filter { found[Array($0.name.utf8)] != nil }
    return mismatches
      + unexpected.map { .unexpected(name: $0.name, type: $0.type, shape: $0.shape) }
  }

  /// Throws `.mismatched` with all differences if the file does not match.
  public func require(
    _ expected: [Expectation], path: String
  ) throws(CheckpointError) {
    let mismatches = check(against: expected)
    if !mismatches.isEmpty { throw .mismatched(path: path, mismatches: mismatches) }
  }
}
