import RondoData
public import RondoEngine
import RondoFiles
public import RondoModels

/// Conversion of a classifier's cases to numbers, and the meaning of its outputs.
public protocol ClassifierPreparation: ModelPreparation
where Architecture == ClassifierArchitecture {
  /// Type of a case.
  associatedtype Case: Sendable
  /// Settings of a run.
  associatedtype Settings: ClassifierRunSettings
  /// Model of another task from which training can start; `Never` if there is none.
  associatedtype Origin: Sendable

  /// Creates the preparation for the cases of a training part.
  ///
  /// - Parameters:
  ///   - cases: Training cases only, at least one; symbols of other cases are unknown.
  ///   - targets: Meaning of the outputs.
  ///   - truth: Id of the label of each case; empty for a regression and for label sets.
  ///   - settings: Settings for reading the cases.
  ///   - origin: Model from which training starts, whose symbols are kept; nil for a new model.
  ///   - workers: Threads that share the work.
  init(
    _ cases: [Case], targets: TargetSpace, truth: [Int], _ settings: Settings,
    origin: Origin?, workers: Workers)

  /// Copies the parameters that a new network shares with the model from which training starts.
  ///
  /// - Parameters:
  ///   - network: Network for this preparation, with the cell and sizes of the origin.
  ///   - origin: The model.
  ///   - seed: Random seed for the parameters of new symbols.
  func begin(_ network: inout SequenceClassifier<Float>, with origin: Origin, seed: UInt64)

  /// Meaning of the model's outputs.
  var targets: TargetSpace { get }

  /// Input of the networks.
  var input: EncoderInput { get }

  /// The architecture with the sizes that the cases decide; by default unchanged.
  func completed(_ architecture: ClassifierArchitecture) -> ClassifierArchitecture

  /// Converts a case to numbers, in linear time.
  func sequence(of item: Case) -> SequenceInput

  /// True if a case has more time steps than the networks read.
  func truncates(_ item: Case) -> Bool

  /// Names of the J other methods whose predictions are combined with those of the networks.
  var opinionNames: [String] { get }

  /// Predictions of these methods for a case: ln P(label) of each label, [J, K], finite.
  func opinions(on item: Case) -> [Double]

  /// Predictions of these methods for each training case, made without it, [N][J, K]; nil if they
  /// are not known.
  var heldOutOpinions: [[Double]]? { get }

  /// Weights of the networks and of these methods, [1 + J], without knowledge of their quality.
  var usualWeights: [Double] { get }
}

extension ClassifierPreparation {
  /// The architecture itself.
  public func completed(_ architecture: ClassifierArchitecture) -> ClassifierArchitecture {
    architecture
  }

  /// False.
  public func truncates(_ item: Case) -> Bool { false }

  /// J, number of other methods whose predictions are combined with those of the networks.
  public var opinionCount: Int { opinionNames.count }

  /// None.
  public var opinionNames: [String] { [] }

  /// No predictions.
  public func opinions(on item: Case) -> [Double] { [] }

  /// Nil.
  public var heldOutOpinions: [[Double]]? { nil }

  /// 1 for the networks, 0 for the other methods.
  public var usualWeights: [Double] { [1] + Array(repeating: 0, count: opinionCount) }
}
