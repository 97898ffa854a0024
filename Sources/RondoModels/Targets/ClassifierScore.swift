public import RondoData
public import RondoEvaluation

/// Validation score of a classifier or a regression.
///
/// `Sendable`.
public struct ClassifierScore: ValidationScore {
  /// Weights of naive Bayes and the networks in their combination.
  public struct Details: Sendable, Hashable, Encodable {
    /// Weights of the networks and of each other method; nil if there is no other.
    public var opinionWeights: [Double]?

    /// Creates details with these weights.
    public init(opinionWeights: [Double]? = nil) { self.opinionWeights = opinionWeights }
  }

  /// Mean of −ln P(true label), or of −ln P(presence or absence of each label) summed over the
  /// labels, in nats per case; nil for a regression.
  public var logLoss: Double?
  /// Fraction of cases with the predicted label correct, or with exactly the true label set; nil
  /// for a regression.
  public var accuracy: Double?
  /// Mean F₁ over the labels that occur; nil for a regression.
  public var macroF1: Double?
  /// F₁ over all labels of all cases; nil unless a case may have several labels.
  public var microF1: Double?
  /// Root mean squared error, in the unit of the targets; nil for a classifier.
  public var rmse: Double?

  /// Log-loss, or root mean squared error.
  public var objective: Double { logLoss ?? rmse ?? .nan }

  /// Creates the score of predictions of one label per case; `truth` holds the ids, [N].
  public init(_ predictions: ClassPredictions, truth: [Int], labels: [ClassLabel]) {
    let confusion = ConfusionMatrix(
      labels: labels.map(\.name), truth: truth, predicted: predictions.labels)
    logLoss = predictions.logLoss(truth: truth)
    (accuracy, macroF1) = (confusion.accuracy, confusion.macroF1)
  }

  /// Creates the score of predictions of label sets; `truth` holds the ids, [N].
  public init(_ predictions: LabelSetPredictions, truth: [[Int]], labels: [ClassLabel]) {
    let counts = LabelSetCounts(
      labels: labels.map(\.name), truth: truth, predicted: predictions.sets)
    logLoss = predictions.logLoss(truth: truth)
    (accuracy, macroF1, microF1) = (counts.accuracy, counts.macroF1, counts.microF1)
  }

  /// Creates the score of a regression.
  public init(rootMeanSquaredError: Double) { rmse = rootMeanSquaredError }
}
