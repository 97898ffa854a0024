import RondoData
public import RondoEngine
import RondoFiles
public import RondoModels

/// What makes numbers of a classifier's cases, and names of its answers.
public protocol ClassifierPreparation: ModelPreparation
where Architecture == ClassifierArchitecture {
  /// What is classified.
  associatedtype Case: Sendable
  /// How a run is set up.
  associatedtype Settings: ClassifierRunSettings
  /// A model of another task that training can begin with; `Never` where there is none.
  associatedtype Origin: Sendable

  /// What the cases of a training part ask for.
  ///
  /// - Parameters:
  ///   - cases: The training cases alone, at least one: what only others have is unknown.
  ///   - targets: What the outputs mean.
  ///   - truth: The id of each case's label; none of a regression, and none of label sets.
  ///   - settings: How the cases are to be read.
  ///   - origin: What training begins with, if it is not a new model: its symbols stay.
  init(
    _ cases: [Case], targets: TargetSpace, truth: [Int], _ settings: Settings,
    origin: Origin?)

  /// Gives a new network what it has in common with the model that training begins with.
  ///
  /// - Parameters:
  ///   - network: A network for this preparation, of the origin's cell and sizes.
  ///   - origin: The model.
  ///   - seed: What the numbers of new symbols depend on.
  func begin(_ network: inout SequenceClassifier<Float>, with origin: Origin, seed: UInt64)

  /// What the model's outputs mean.
  var targets: TargetSpace { get }

  /// What the network reads.
  var input: EncoderInput { get }

  /// A case as numbers. Linear in it.
  func sequence(of item: Case) -> SequenceInput

  /// Whether the case has more steps than the networks read.
  func truncates(_ item: Case) -> Bool

  /// J: the number of other methods whose answers are weighed beside those of the networks.
  var opinionCount: Int { get }

  /// What they say of a case: ln P(label) of each label, [J, K], finite.
  func opinions(on item: Case) -> [Double]
}

extension ClassifierPreparation {
  /// False.
  public func truncates(_ item: Case) -> Bool { false }

  /// 0.
  public var opinionCount: Int { 0 }

  /// None.
  public func opinions(on item: Case) -> [Double] { [] }
}
