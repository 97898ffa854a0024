/// Scores of a simple method on the cases of a classifier, as a baseline for the network.
///
/// `Sendable`.
public struct ClassifierBaselineReport: Sendable {
  /// The kind of model.
  public var method: String
  /// The settings chosen for it, if any.
  public var settings: String?
  /// The fraction of right predictions.
  public var accuracy: Double
  /// The mean F₁ over the labels that occur.
  public var macroF1: Double
  /// F₁ over all labels of all cases; nil unless a case may have several labels.
  public var microF1: Double?
  /// The mean of −ln P(true label) in nats per case; nil if the method has no probabilities.
  public var logLoss: Double?
  /// Whether it has the highest accuracy of all baselines, of equal ones the first.
  public var best = false
  /// The comparison of the model (first) with this baseline (second).
  public var mcNemar: McNemarTest

  init(_ baseline: BaselinePredictions, labels: [String], truth: [Int], model: [Int]) {
    let confusion = ConfusionMatrix(labels: labels, truth: truth, predicted: baseline.labels)
    method = baseline.method
    settings = baseline.settings
    accuracy = confusion.accuracy
    macroF1 = confusion.macroF1
    logLoss = baseline.probabilities?.logLoss(truth: truth)
    mcNemar = McNemarTest(truth: truth, first: model, second: baseline.labels)
  }

  /// Scores a multi-label baseline; a case is right if it has exactly the true labels.
  init(_ baseline: LabelSetBaseline, labels: [String], truth: [[Int]], model: [[Int]]) {
    let sets = baseline.predictions.sets
    let counts = LabelSetCounts(labels: labels, truth: truth, predicted: sets)
    (method, settings) = (baseline.method, baseline.settings)
    (accuracy, macroF1, microF1) = (counts.accuracy, counts.macroF1, counts.microF1)
    logLoss = baseline.predictions.logLoss(truth: truth)
    mcNemar = McNemarTest(
      onlyFirst: truth.indices.count { model[$0] == truth[$0] && sets[$0] != truth[$0] },
      onlySecond: truth.indices.count { model[$0] != truth[$0] && sets[$0] == truth[$0] })
  }

  /// Marks the baseline with the highest accuracy, of equal ones the first.
  static func marked(_ reports: [Self]) -> [Self] {
    let best = reports.map(\.accuracy).max()
    let bestIndex = reports.firstIndex { $0.accuracy == best }
    var reports = reports
    if let bestIndex { reports[bestIndex].best = true }
    return reports
  }
}

extension ClassifierBaselineReport: Encodable {
  private enum Key: String, CodingKey {
    case method, settings, accuracy, macroF1, microF1, logLoss, best, mcNemar
  }

  /// All keys are present, except `microF1`, which only multi-label data have; unknown values are
  /// null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(method, forKey: .method)
    try container.encode(settings, forKey: .settings)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(macroF1, forKey: .macroF1)
    try container.encodeIfPresent(microF1, forKey: .microF1)
    try container.encode(logLoss, forKey: .logLoss)
    try container.encode(best, forKey: .best)
    try container.encode(mcNemar, forKey: .mcNemar)
  }
}
