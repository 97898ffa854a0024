import RondoEvaluation

/// Validation score of predictions that ignore the input, which a model must beat: the most
/// frequent label, the label frequencies, or the mean. Logged as the event `baseline`.
///
/// `Sendable`.
public struct PriorScore: Sendable, Hashable {
  /// Method: "majority", "label frequencies" or "mean".
  public var method: String
  /// Score of the method.
  public var score: ClassifierScore

  /// Estimates the prior from training targets and scores it on validation targets.
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
      // Dividing each summand keeps large numbers from overflowing.
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

  /// Encodes the score's keys beside `method`.
  public func encode(to encoder: any Encoder) throws {
    try score.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(method, forKey: .method)
  }
}
