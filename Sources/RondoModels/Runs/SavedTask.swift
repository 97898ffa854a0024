public import RondoEngine
public import RondoFiles

/// Task whose runs can be saved and resumed.
public protocol SavedTask: ScoredTask where Model: SavableModel, Model.Score == Validation.Score {
  /// Tensors of a run's state by name; none by default for a task without state.
  static func tensors(of state: State) -> [(name: String, value: Tensor<Float>)]

  /// Restores the state of a run from tensors, which `tensor` finds by name and shape.
  static func state(
    of architecture: Model.Architecture,
    tensor: (_ name: String, _ fits: (Shape) -> Bool) throws -> Tensor<Float>
  ) throws -> State
}

extension SavedTask where State == NoState {
  /// No tensors.
  public static func tensors(of state: NoState) -> [(name: String, value: Tensor<Float>)] { [] }

  /// The empty state.
  public static func state(
    of architecture: Model.Architecture,
    tensor: (_ name: String, _ fits: (Shape) -> Bool) throws -> Tensor<Float>
  ) throws -> NoState { NoState() }
}

/// Model that can be saved with everything needed to use it, and loaded.
public protocol SavableModel: Module<Float> {
  /// Parts and sizes.
  associatedtype Architecture: ModelArchitecture
  /// Preparation of inputs and outputs; `NoPreparation` by default.
  associatedtype Preparation: ModelPreparation = NoPreparation<Architecture>
  where Preparation.Architecture == Architecture
  /// Score by which the best model of a run is selected; `MeanLoss` by default.
  associatedtype Score: ValidationScore = MeanLoss
  /// Settings of a run; `BasicSettings` by default.
  associatedtype Settings: TaskSettings = BasicSettings

  /// Name of the task, stored in a file's metadata.
  static var task: String { get }

  /// Parts and sizes.
  var architecture: Architecture { get }

  /// Creates a model whose parameters are zero, to be loaded.
  init(zeros architecture: Architecture)
}

/// Settings of a run: everything that determines what it computes, kept when it is resumed.
public protocol TaskSettings: Sendable, Hashable, Codable {
  /// Settings of the training.
  var training: TrainingConfiguration { get }

  /// True if all values are valid; those of a file may be anything. By default checks `training`.
  var isUsable: Bool { get }
}

extension TaskSettings {
  /// True if `training` is valid.
  public var isUsable: Bool { training.isUsable }
}

/// Settings of a task that has none of its own: those of the training.
///
/// `Sendable`.
public struct BasicSettings: TaskSettings {
  /// Settings of the training.
  public var training: TrainingConfiguration

  /// Creates settings.
  public init(_ training: TrainingConfiguration = .init()) { self.training = training }
}

/// Parts and sizes of a model that can be saved.
public protocol ModelArchitecture: Sendable, Hashable, Codable {
  /// Throws if sizes are not positive, do not fit together or need far more parameters than the
  /// file has, before anything is allocated for them; other mismatches are reported later, for each
  /// tensor.
  ///
  /// By default checks `sizes`.
  ///
  /// - Throws: `ModelFileError.badArchitecture`.
  func check(path: String, parameters: Int) throws

  /// Sizes, each at least 1 and at most the number of parameters; none by default.
  var sizes: [Int] { get }

  /// Short description, such as "tanh RNN, 2 × 256"; empty by default.
  var summary: String { get }
}

extension ModelArchitecture {
  /// Throws if one of `sizes` is below 1 or above the number of parameters.
  public func check(path: String, parameters: Int) throws {
    guard sizes.allSatisfy({ $0 > 0 && $0 <= parameters }) else {
      throw ModelFileError.badArchitecture(path: path, sizes)
    }
  }

  /// No sizes.
  public var sizes: [Int] { [] }

  /// Empty.
  public var summary: String { "" }
}

/// Conversion of inputs to numbers and of numbers to predictions, such as a tokenizer, labels or a
/// scaling.
public protocol ModelPreparation: Sendable {
  /// Architecture of the model that it belongs to.
  associatedtype Architecture

  /// Adds its values to a file's metadata.
  func write(to metadata: inout SafetensorsMetadata) throws

  /// Tensors to store beside the model's.
  var tensors: [SafetensorsTensor] { get }

  /// Prefix of the names of `tensors`, which no parameter's name has; nil if there are none.
  var tensorPrefix: String? { get }

  /// Reads the metadata and `tensors`, and checks that they fit the architecture.
  ///
  /// - Throws: `ModelFileError`.
  init(_ metadata: MetadataReader, for architecture: Architecture) throws

  /// True if another version of Unicode may divide texts differently.
  var dependsOnUnicode: Bool { get }
}

extension ModelPreparation {
  /// No tensors.
  public var tensors: [SafetensorsTensor] { [] }

  /// No prefix.
  public var tensorPrefix: String? { nil }
}

/// Preparation of a model that reads and returns plain numbers.
///
/// `Sendable`.
public struct NoPreparation<Architecture>: ModelPreparation {
  /// Creates an empty preparation.
  public init() {}

  public func write(to metadata: inout SafetensorsMetadata) {}

  public init(_ metadata: MetadataReader, for architecture: Architecture) {}

  public var dependsOnUnicode: Bool { false }
}

/// Metadata of a file as typed values.
public struct MetadataReader {
  /// Format version that this release writes.
  static let formatVersion = 1

  let metadata: SafetensorsMetadata
  /// Tensors of the file, including the model's.
  package let tensors: [SafetensorsTensor]
  /// Name of the file in messages.
  public let path: String

  /// Creates a reader of a file's metadata and tensors.
  package init(
    metadata: SafetensorsMetadata, tensors: [SafetensorsTensor] = [], path: String
  ) {
    (self.metadata, self.tensors, self.path) = (metadata, tensors, path)
  }

  /// Reads the value of a key; nil if it is missing.
  ///
  /// - Throws: `ModelFileError.badMetadata`.
  public func readIfPresent<T: Decodable>(_ key: String, as type: T.Type = T.self) throws -> T? {
    try metadata[key].map { try JSONText.decode($0, as: type, of: key, in: path) }
  }

  /// Reads the value of a key.
  ///
  /// - Throws: `ModelFileError.notAModel` if it is missing, or `badMetadata`.
  public func read<T: Decodable>(_ key: String, as type: T.Type = T.self) throws -> T {
    guard let text = metadata[key] else {
      throw ModelFileError.notAModel(path: path, missing: key)
    }
    return try JSONText.decode(text, as: type, of: key, in: path)
  }
}
