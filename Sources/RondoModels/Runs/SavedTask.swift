public import RondoEngine

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
