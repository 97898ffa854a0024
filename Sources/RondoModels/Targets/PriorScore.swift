import RondoEvaluation

/// What a run that trains a classifier must beat on its validation part, whatever the cases are: the
/// most frequent label, each label as frequent as it is, or the mean. The event `baseline`.
///
/// `Sendable`.
public struct PriorScore: Sendable, Hashable {
  /// "majority", "label frequencies" or "mean".
  public var method: String
  /// What it scores.
  public var score: ClassifierScore

  /// The score on some targets of what others say without a look at the cases.
  public init(training targets: Targets, validation found: Targets) {
    let labels = targets.labels
    switch targets.values {
    case .labelSets(let sets):
      let row = ClassifierBaselines.labelOdds(of: sets, classes: labels.count)
      let baseline = LabelSetBaseline(
        "label frequencies", nil, logOdds: found.labelSets.flatMap { _ in row },
        classes: labels.count)
      method = baseline.method
      score = ClassifierScore(baseline.predictions, truth: found.labelSets, labels: labels)
    case .numbers(let numbers):
      let count = Double(max(targets.count, 1))
      // Each is divided first, so that large numbers do not overflow.
      let mean = numbers.reduce(0) { $0 + $1 / count }
      let squares = found.numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      method = "mean"
      score = ClassifierScore(
        rootMeanSquaredError: (squares / Double(max(found.count, 1))).squareRoot())
    case .labels, .stepLabels:
      func ids(_ targets: Targets) -> [Int] {
        targets.labelIDs + targets.stepLabels.flatMap { $0 }
      }
      let row = MajorityBaseline(labels: ids(targets), classes: labels.count).logProbabilities
      method = "majority"
      score = ClassifierScore(
        .trusted(scores: ids(found).flatMap { _ in row }, classes: labels.count),
        truth: ids(found), labels: labels)
    }
  }
}

extension PriorScore: Encodable {
  private enum Key: String, CodingKey { case method }

  /// The score's keys stand beside `method`.
  public func encode(to encoder: any Encoder) throws {
    try score.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(method, forKey: .method)
  }
}
