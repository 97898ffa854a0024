/// What validation finds about a classifier, or about a regression.
///
/// `Sendable`.
public struct ClassifierScore: ValidationScore {
  /// The mean of −ln P(true label), in nats per case; nil of a regression.
  public var logLoss: Double?
  /// The share of cases given their true label; nil of a regression.
  public var accuracy: Double?
  /// The mean F₁ over the labels that occur; nil of a regression.
  public var macroF1: Double?
  /// The root of the mean squared error, in the unit of the targets; nil of a classifier.
  public var rmse: Double?

  /// The log-loss, or the root mean squared error.
  public var objective: Double { logLoss ?? rmse ?? .nan }

  /// The scores of predictions.
  public init(_ predictions: ClassPredictions, truth: [Int], labels: [ClassLabel]) {
    let confusion = ConfusionMatrix(
      labels: labels.map(\.name), truth: truth, predicted: predictions.labels)
    logLoss = predictions.logLoss(truth: truth)
    (accuracy, macroF1) = (confusion.accuracy, confusion.macroF1)
  }

  /// The scores of a regression.
  public init(rootMeanSquaredError: Double) { rmse = rootMeanSquaredError }
}
