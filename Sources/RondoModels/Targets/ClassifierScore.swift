public import RondoData
public import RondoEvaluation

/// What validation finds about a classifier, or about a regression.
///
/// `Sendable`.
public struct ClassifierScore: ValidationScore {
  /// The weights of naive Bayes beside the networks, where it is asked.
  public struct Details: Sendable, Hashable, Encodable {
    /// The weights of the networks and of each other method; nil where there is no other.
    public var opinionWeights: [Double]?

    /// Weights.
    public init(opinionWeights: [Double]? = nil) { self.opinionWeights = opinionWeights }
  }

  /// The mean of −ln P(true label), or of −ln P(each label's presence or absence) summed over the
  /// labels, in nats per case; nil of a regression.
  public var logLoss: Double?
  /// The share of cases given their true label, or exactly their labels; nil of a regression.
  public var accuracy: Double?
  /// The mean F₁ over the labels that occur; nil of a regression.
  public var macroF1: Double?
  /// F₁ over all labels of all cases; nil unless a case may have several.
  public var microF1: Double?
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

  /// The scores of predictions of any number of labels a case; `truth` has their ids, [N].
  public init(_ predictions: LabelSetPredictions, truth: [[Int]], labels: [ClassLabel]) {
    let counts = LabelSetCounts(
      labels: labels.map(\.name), truth: truth, predicted: predictions.sets)
    logLoss = predictions.logLoss(truth: truth)
    (accuracy, macroF1, microF1) = (counts.accuracy, counts.macroF1, counts.microF1)
  }

  /// The scores of a regression.
  public init(rootMeanSquaredError: Double) { rmse = rootMeanSquaredError }
}
