/// The targets of N cases: a label each, any number of labels, a number, or a label for each step.
///
///     let targets = Targets(labels: [0, 1, 1], of: ["neg", "pos"])
///     targets.space.outputs     // 2
///     targets.selecting([2, 0])  // labels 1 and 0
///
/// The one place where the kinds of target differ: their loss is `TargetLoss`, their score
/// `score(_:in:)`, the least that a model must beat `PriorScore`, and the groups that parts of the
/// data share alike `strata`. `Sendable`.
public struct Targets: Sendable, Hashable {
  /// The targets by kind.
  public enum Values: Sendable, Hashable {
    /// The id of each case's label, [N].
    case labels([Int])
    /// The ids of each case's labels, ascending, [N].
    case labelSets([[Int]])
    /// A number for each case, [N].
    case numbers([Double])
    /// The id of the label of each step of each case, [N][T].
    case stepLabels([[Int]])
  }

  /// The classes in the order of their ids; none of numbers.
  public let labels: [ClassLabel]
  /// The targets.
  public private(set) var values: Values

  /// A label for each case.
  public init(labels ids: [Int], of labels: [ClassLabel]) {
    ids.requireLabels(below: labels.count, in: "Targets")
    (self.labels, values) = (labels, .labels(ids))
  }

  /// Any number of labels for each case, each at most once.
  public init(labelSets sets: [[Int]], of labels: [ClassLabel]) {
    for set in sets { set.requireLabels(below: labels.count, in: "Targets") }
    (self.labels, values) = (labels, .labelSets(sets.map { $0.sorted() }))
  }

  /// A number for each case.
  public init(numbers: [Double]) { (labels, values) = ([], .numbers(numbers)) }

  /// A label for each step of each case.
  public init(stepLabels ids: [[Int]], of labels: [ClassLabel]) {
    for steps in ids { steps.requireLabels(below: labels.count, in: "Targets") }
    (self.labels, values) = (labels, .stepLabels(ids))
  }

  /// N.
  public var count: Int {
    switch values {
    case .labels(let ids): ids.count
    case .labelSets(let sets), .stepLabels(let sets): sets.count
    case .numbers(let numbers): numbers.count
    }
  }

  /// The id of each case's label; none unless each has one.
  public var labelIDs: [Int] { if case .labels(let ids) = values { ids } else { [] } }

  /// The ids of each case's labels; none unless each may have any number of them.
  public var labelSets: [[Int]] { if case .labelSets(let sets) = values { sets } else { [] } }

  /// The number of each case; none of labels.
  public var numbers: [Double] { if case .numbers(let numbers) = values { numbers } else { [] } }

  /// The ids of each case's labels, a label a step; none of others.
  public var stepLabels: [[Int]] { if case .stepLabels(let ids) = values { ids } else { [] } }

  /// Whether a case may have any number of labels.
  public var isMultiLabel: Bool { if case .labelSets = values { true } else { false } }

  /// The meaning of the outputs of a model trained on these targets; numbers are scaled by their mean
  /// and deviation.
  public var space: TargetSpace {
    switch values {
    case .labels, .stepLabels: .labels(labels)
    case .labelSets: .labelSets(labels)
    case .numbers(let numbers): TargetSpace(scaling: numbers)
    }
  }

  /// The groups that parts of the data share alike, [N]: labels, the groups of `LabelSetStrata`, or
  /// one group of all.
  public var strata: [Int] {
    switch values {
    case .labels(let ids): ids
    case .labelSets(let sets): LabelSetStrata.strata(of: sets, classes: labels.count)
    case .numbers, .stepLabels: Array(repeating: 0, count: count)
    }
  }

  /// The targets of some cases, in this order.
  public func selecting(_ indices: [Int]) -> Targets {
    var result = self
    result.values =
      switch values {
      case .labels(let ids): .labels(indices.map { ids[$0] })
      case .labelSets(let sets): .labelSets(indices.map { sets[$0] })
      case .numbers(let numbers): .numbers(indices.map { numbers[$0] })
      case .stepLabels(let ids): .stepLabels(indices.map { ids[$0] })
      }
    return result
  }
}

extension Targets {
  /// The score of a model's outputs for these targets; not a number where an output is none.
  ///
  /// - Parameters:
  ///   - outputs: [N, K]; of a label a step, those of all steps, case after case.
  ///   - space: the meaning of the outputs.
  public func score(_ outputs: [Float], in space: TargetSpace) -> ClassifierScore {
    switch space {
    case .labels(let labels):
      let truth = stepLabels.isEmpty ? labelIDs : stepLabels.flatMap { $0 }
      guard let found = try? ClassPredictions(logits: outputs, classes: labels.count) else {
        return ClassifierScore(rootMeanSquaredError: .nan)
      }
      return ClassifierScore(found, truth: truth, labels: labels)
    case .labelSets(let labels):
      guard let found = try? LabelSetPredictions(logits: outputs, classes: labels.count) else {
        return ClassifierScore(rootMeanSquaredError: .nan)
      }
      return ClassifierScore(found, truth: labelSets, labels: labels)
    case .values:
      let errors = zip(space.numbers(of: outputs), numbers).map { $0 - $1 }
      let sum = errors.reduce(0) { $0 + $1 * $1 }
      return ClassifierScore(
        rootMeanSquaredError: (sum / Double(max(errors.count, 1))).squareRoot())
    }
  }
}
