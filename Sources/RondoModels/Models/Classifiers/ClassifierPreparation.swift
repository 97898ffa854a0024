public import RondoData
public import RondoEngine
import RondoFiles

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
    _ cases: [Case], targets: ClassifierTargets, truth: [Int], _ settings: Settings,
    origin: Origin?)

  /// Gives a new network what it has in common with the model that training begins with.
  ///
  /// - Parameters:
  ///   - network: A network for this preparation, of the origin's cell and sizes.
  ///   - origin: The model.
  ///   - seed: What the numbers of new symbols depend on.
  func begin(_ network: inout SequenceClassifier<Float>, with origin: Origin, seed: UInt64)

  /// What the model's outputs mean.
  var targets: ClassifierTargets { get }

  /// What the network reads.
  var input: ClassifierInput { get }

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

/// What a classifier's outputs mean.
///
/// `Sendable`.
public enum ClassifierTargets: Sendable, Hashable {
  /// Logits of these labels, in the order of their ids.
  case labels([ClassLabel])
  /// A logit of each of these labels, which a case may have by itself or with others, or not.
  case labelSets([ClassLabel])
  /// One number: a target less the mean, divided by the deviation.
  case values(mean: Double, deviation: Double)

  /// K: the number of outputs.
  public var outputs: Int {
    switch self {
    case .labels(let labels), .labelSets(let labels): labels.count
    case .values: 1
    }
  }

  /// Numbers, scaled by their mean and deviation, which is 1 where they are all equal.
  init(values: [Double]) {
    let count = Double(max(values.count, 1))
    let mean = values.reduce(0) { $0 + $1 / count }
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / count }
    let deviation = variance.squareRoot()
    self = .values(
      mean: mean, deviation: deviation > 0 && deviation.isFinite ? deviation : 1)
  }

  /// The labels; none of a regression.
  public var labels: [ClassLabel] {
    switch self {
    case .labels(let labels), .labelSets(let labels): labels
    case .values: []
    }
  }

  /// Whether a case may have any number of labels.
  public var isMultiLabel: Bool {
    if case .labelSets = self { true } else { false }
  }
}

extension ClassifierTargets {
  private struct Scaling: Codable {
    var mean: Double
    var deviation: Double
  }

  /// Adds `labels`, in their original spelling, and `label_sets` where a case may have several; or
  /// `target_scaling`.
  func write(to metadata: inout SafetensorsMetadata) throws {
    switch self {
    case .labels(let labels): metadata["labels"] = try JSONText.of(labels.map(\.name))
    case .labelSets(let labels):
      metadata["labels"] = try JSONText.of(labels.map(\.name))
      metadata["label_sets"] = try JSONText.of(true)
    case .values(let mean, let deviation):
      metadata["target_scaling"] = try JSONText.of(Scaling(mean: mean, deviation: deviation))
    }
  }

  /// Reads what `write` writes.
  init(_ metadata: MetadataReader, outputs: Int) throws {
    if let scaling = try metadata.readIfPresent("target_scaling", as: Scaling.self) {
      self = .values(mean: scaling.mean, deviation: scaling.deviation)
      guard scaling.mean.isFinite, scaling.deviation.isFinite, scaling.deviation > 0 else {
        throw ModelFileError.badMetadata(
          path: metadata.path, key: "target_scaling", reason: "its numbers are out of range")
      }
    } else {
      let labels = try metadata.read("labels", as: [String].self).map { ClassLabel($0) }
      let areSets = try metadata.readIfPresent("label_sets", as: Bool.self) ?? false
      self = areSets ? .labelSets(labels) : .labels(labels)
    }
    guard self.outputs == outputs, Set(labels).count == labels.count else {
      throw ModelFileError.badMetadata(
        path: metadata.path, key: "labels",
        reason: "\(Set(labels).count) different labels for \(outputs) outputs")
    }
  }
}
