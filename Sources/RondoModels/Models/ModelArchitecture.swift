public import RondoFiles

/// The parts and sizes of a model that can be saved.
public protocol ModelArchitecture: Sendable, Hashable, Codable {
  /// Refuses sizes that are not positive, do not go together or need far more numbers than these,
  /// before anything is allocated for them; what else does not fit is named later, tensor by tensor.
  ///
  /// By default whether `sizes` are.
  ///
  /// - Throws: `ModelFileError.badArchitecture`.
  func check(path: String, parameters: Int) throws

  /// Sizes of which each is at least 1 and at most the number of parameters; none unless given.
  var sizes: [Int] { get }
}

extension ModelArchitecture {
  /// Refuses `sizes` below 1 and above the number of parameters.
  public func check(path: String, parameters: Int) throws {
    guard sizes.allSatisfy({ $0 > 0 && $0 <= parameters }) else {
      throw ModelFileError.badArchitecture(path: path, sizes)
    }
  }

  /// None.
  public var sizes: [Int] { [] }
}

/// What turns input into numbers, and numbers into answers: a tokenizer, labels, a scaling.
public protocol ModelPreparation: Sendable {
  /// The architecture of the model that it belongs to.
  associatedtype Architecture

  /// Adds its values to a file's metadata.
  func write(to metadata: inout SafetensorsMetadata) throws

  /// What of it is not text: tensors that stand beside the model's.
  var tensors: [SafetensorsTensor] { get }

  /// What the names of `tensors` begin with, and no parameter's name does; nil where there are none.
  var tensorPrefix: String? { get }

  /// Reads what `write` writes and `tensors` are, and checks that it fits the architecture.
  ///
  /// - Throws: `ModelFileError`.
  init(_ metadata: MetadataReader, for architecture: Architecture) throws

  /// True where another version of Unicode may divide texts otherwise.
  var dependsOnUnicode: Bool { get }
}

extension ModelPreparation {
  /// None.
  public var tensors: [SafetensorsTensor] { [] }

  /// Nil.
  public var tensorPrefix: String? { nil }
}

/// The preparation of a model that takes and gives numbers as they are.
///
/// `Sendable`.
public struct NoPreparation<Architecture>: ModelPreparation {
  /// Nothing.
  public init() {}

  public func write(to metadata: inout SafetensorsMetadata) {}

  public init(_ metadata: MetadataReader, for architecture: Architecture) {}

  public var dependsOnUnicode: Bool { false }
}

/// The metadata of a file as typed values.
public struct MetadataReader {
  let metadata: SafetensorsMetadata
  /// The file's tensors, the model's among them.
  var tensors: [SafetensorsTensor] = []
  /// The file's name, for messages.
  public let path: String

  /// The value under a key; nil where there is none.
  ///
  /// - Throws: `ModelFileError.badMetadata`.
  public func readIfPresent<T: Decodable>(_ key: String, as type: T.Type = T.self) throws -> T? {
    try metadata[key].map { try JSONText.decode($0, as: type, of: key, in: path) }
  }

  /// The value under a key.
  ///
  /// - Throws: `ModelFileError.notAModel` where there is none, or `badMetadata`.
  public func read<T: Decodable>(_ key: String, as type: T.Type = T.self) throws -> T {
    guard let text = metadata[key] else {
      throw ModelFileError.notAModel(path: path, missing: key)
    }
    return try JSONText.decode(text, as: type, of: key, in: path)
  }
}
