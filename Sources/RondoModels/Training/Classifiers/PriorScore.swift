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

  /// The score on some cases of what others say without a look at them.
  public init<Case>(
    training: LabelledCases<Case>, validation: LabelledCases<Case>
  ) {
    let labels = training.labels
    if training.isMultiLabel {
      let row = ClassifierBaselines.labelOdds(of: training.sets, classes: labels.count)
      let baseline = LabelSetBaseline(
        "label frequencies", nil, logOdds: validation.sets.flatMap { _ in row },
        classes: labels.count)
      method = baseline.method
      score = ClassifierScore(baseline.predictions, truth: validation.sets, labels: labels)
    } else if labels.isEmpty {
      let count = Double(max(training.count, 1))
      // Each is divided first, so that large numbers do not overflow.
      let mean = training.values.reduce(0) { $0 + $1 / count }
      let squares = validation.values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      method = "mean"
      score = ClassifierScore(
        rootMeanSquaredError: (squares / Double(max(validation.count, 1))).squareRoot())
    } else {
      let row = MajorityBaseline(labels: training.truth, classes: labels.count).logProbabilities
      method = "majority"
      score = ClassifierScore(
        .trusted(scores: validation.truth.flatMap { _ in row }, classes: labels.count),
        truth: validation.truth, labels: labels)
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
