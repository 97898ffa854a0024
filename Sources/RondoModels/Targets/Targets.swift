public import RondoData
import RondoEvaluation

/// Targets of N cases: a label, a label set or a number for each case, or a label for each time
/// step.
///
///     let targets = Targets(labels: [0, 1, 1], of: ["neg", "pos"])
///     targets.space.outputs     // 2
///     targets.selecting([2, 0])  // labels 1 and 0
///
/// Their loss is `TargetLoss`, their score `score(_:in:)`, the score that a model must beat
/// `PriorScore`, and the groups for stratified splits `strata`. `Sendable`.
public struct Targets: Sendable, Hashable {
  /// Targets by kind.
  public enum Values: Sendable, Hashable {
    /// Id of the label of each case, [N].
    case labels([Int])
    /// Ids of the labels of each case, ascending, [N].
    case labelSets([[Int]])
    /// Number of each case, [N].
    case numbers([Double])
    /// Id of the label of each time step of each case, [N][T].
    case stepLabels([[Int]])
  }

  /// Classes in the order of their ids; empty for numbers.
  public let labels: [ClassLabel]
  /// Targets.
  public private(set) var values: Values

  /// Creates targets of one label for each case.
  public init(labels ids: [Int], of labels: [ClassLabel]) {
    ids.requireLabels(below: labels.count, in: "Targets")
    (self.labels, values) = (labels, .labels(ids))
  }

  /// Creates targets of any number of labels for each case, each at most once.
  public init(labelSets sets: [[Int]], of labels: [ClassLabel]) {
    for set in sets { set.requireLabels(below: labels.count, in: "Targets") }
    (self.labels, values) = (labels, .labelSets(sets.map { $0.sorted() }))
  }

  /// Creates targets of one number for each case.
  public init(numbers: [Double]) { (labels, values) = ([], .numbers(numbers)) }

  /// Creates targets of one label for each time step of each case.
  public init(stepLabels ids: [[Int]], of labels: [ClassLabel]) {
    for steps in ids { steps.requireLabels(below: labels.count, in: "Targets") }
    (self.labels, values) = (labels, .stepLabels(ids))
  }

  /// N, number of cases.
  public var count: Int {
    switch values {
    case .labels(let ids): ids.count
    case .labelSets(let sets), .stepLabels(let sets): sets.count
    case .numbers(let numbers): numbers.count
    }
  }

  /// Id of the label of each case; empty for other kinds.
  public var labelIDs: [Int] { if case .labels(let ids) = values { ids } else { [] } }

  /// Ids of the labels of each case; empty for other kinds.
  public var labelSets: [[Int]] { if case .labelSets(let sets) = values { sets } else { [] } }

  /// Number of each case; empty for other kinds.
  public var numbers: [Double] { if case .numbers(let numbers) = values { numbers } else { [] } }

  /// Ids of the labels of the time steps of each case; empty for other kinds.
  public var stepLabels: [[Int]] { if case .stepLabels(let ids) = values { ids } else { [] } }

  /// True if a case may have any number of labels.
  public var isMultiLabel: Bool { if case .labelSets = values { true } else { false } }

  /// Meaning of the outputs of a model trained on these targets; numbers are scaled by their mean
  /// and standard deviation.
  public var space: TargetSpace {
    switch values {
    case .labels, .stepLabels: .labels(labels)
    case .labelSets: .labelSets(labels)
    case .numbers(let numbers): TargetSpace(scaling: numbers)
    }
  }

  /// Group of each case for stratified splits, [N]: its label, its group of `LabelSetStrata`, or
  /// one group for all.
  public var strata: [Int] {
    switch values {
    case .labels(let ids): ids
    case .labelSets(let sets): LabelSetStrata.strata(of: sets, classes: labels.count)
    case .numbers, .stepLabels: Array(repeating: 0, count: count)
    }
  }

  /// Targets of selected cases, in the given order.
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
  /// Score of a model's outputs for these targets; NaN if an output is not finite.
  ///
  /// - Parameters:
  ///   - outputs: [N, K]; for labels of time steps, the outputs of all time steps, case after case.
  ///   - space: Meaning of the outputs.
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
