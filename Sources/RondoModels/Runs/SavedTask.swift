public import RondoEngine
public import RondoFiles

/// A task whose runs can be saved and resumed.
public protocol SavedTask: ScoredTask where Model: SavableModel, Model.Score == Validation.Score {
  /// The tensors that the state of a run consists of, by name; none by default where there is no state.
  static func tensors(of state: State) -> [(name: String, value: Tensor<Float>)]

  /// The state of a run made of tensors that `tensor` finds by name and shape.
  static func state(
    of architecture: Model.Architecture,
    tensor: (_ name: String, _ fits: (Shape) -> Bool) throws -> Tensor<Float>
  ) throws -> State
}

extension SavedTask where State == NoState {
  /// None.
  public static func tensors(of state: NoState) -> [(name: String, value: Tensor<Float>)] { [] }

  /// Nothing.
  public static func state(
    of architecture: Model.Architecture,
    tensor: (_ name: String, _ fits: (Shape) -> Bool) throws -> Tensor<Float>
  ) throws -> NoState { NoState() }
}

/// A model that can be saved with all that using it needs, and loaded.
public protocol SavableModel: Module<Float> {
  /// The parts and sizes.
  associatedtype Architecture: ModelArchitecture
  /// What turns input into numbers, and numbers into answers; nothing unless given.
  associatedtype Preparation: ModelPreparation = NoPreparation<Architecture>
  where Preparation.Architecture == Architecture
  /// The score that the best model of a run is kept for; `MeanLoss` unless given.
  associatedtype Score: ValidationScore = MeanLoss
  /// The settings of a run; `BasicSettings` unless given.
  associatedtype Settings: TaskSettings = BasicSettings

  /// The task word, which a file's metadata carry.
  static var task: String { get }

  /// The parts and sizes.
  var architecture: Architecture { get }

  /// A model whose parameters are all zero, to be loaded.
  init(zeros architecture: Architecture)
}

/// The settings of a run: everything that decides what it computes, and that resuming it keeps.
public protocol TaskSettings: Sendable, Hashable, Codable {
  /// How parameters are trained.
  var training: TrainingConfiguration { get }

  /// Whether a run can be made of the numbers; those of a file may be anything. By default whether
  /// those of `training` can be used.
  var isUsable: Bool { get }
}

extension TaskSettings {
  /// Whether `training` can be used.
  public var isUsable: Bool { training.isUsable }
}

/// The settings of a task that has none of its own: how parameters are trained.
///
/// `Sendable`.
public struct BasicSettings: TaskSettings {
  /// How parameters are trained.
  public var training: TrainingConfiguration

  /// Settings.
  public init(_ training: TrainingConfiguration = .init()) { self.training = training }
}

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

  /// The parts and sizes in a few words, such as "tanh RNN, 2 × 256"; empty unless given.
  var summary: String { get }
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

  /// Empty.
  public var summary: String { "" }
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
  /// The version of the format that this release writes.
  static let formatVersion = 1

  let metadata: SafetensorsMetadata
  /// The file's tensors, the model's among them.
  package let tensors: [SafetensorsTensor]
  /// The file's name, for messages.
  public let path: String

  /// The metadata and the tensors of a file.
  package init(
    metadata: SafetensorsMetadata, tensors: [SafetensorsTensor] = [], path: String
  ) {
    (self.metadata, self.tensors, self.path) = (metadata, tensors, path)
  }

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
