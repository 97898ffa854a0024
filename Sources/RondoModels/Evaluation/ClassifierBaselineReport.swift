/// What a network must beat: a simple method's scores on the same cases.
///
/// `Sendable`.
public struct ClassifierBaselineReport: Sendable {
  /// The kind of model.
  public var method: String
  /// What was chosen for it, if anything.
  public var settings: String?
  /// The share of cases given their true label.
  public var accuracy: Double
  /// The mean F₁ over the labels that occur.
  public var macroF1: Double
  /// The mean of −ln P(true label) in nats per case, where the method has probabilities.
  public var logLoss: Double?
  /// True for the baseline with the greatest accuracy, of equal ones the first.
  public var best = false
  /// Compares the model (first) with this baseline (second).
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
}

extension ClassifierBaselineReport: Encodable {
  private enum Key: String, CodingKey {
    case method, settings, accuracy, macroF1, logLoss, best, mcNemar
  }

  /// All keys are there; what is unknown is null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(method, forKey: .method)
    try container.encode(settings, forKey: .settings)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(macroF1, forKey: .macroF1)
    try container.encode(logLoss, forKey: .logLoss)
    try container.encode(best, forKey: .best)
    try container.encode(mcNemar, forKey: .mcNemar)
  }
}
