/// One way in which a file's tensors differ from those that a model needs.
///
/// Sendable: a plain value.
public enum SafetensorsMismatch: Sendable, Equatable, CustomStringConvertible {
  /// A tensor is needed and not there.
  case missing(name: String, type: SafetensorsType, shape: [Int])
  /// A tensor is there and not needed.
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
  /// empty where the file fits. O(n).
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

  /// Throws `.mismatched` with all differences where the file does not fit.
  public func require(
    _ expected: [Expectation], path: String
  ) throws(CheckpointError) {
    let mismatches = check(against: expected)
    if !mismatches.isEmpty { throw .mismatched(path: path, mismatches: mismatches) }
  }
}
