/// What a baseline says of each case.
///
/// `Sendable`.
public struct BaselinePredictions: Sendable {
  /// The kind of model, for example "naive Bayes on character n-grams".
  public var method: String
  /// What was chosen for it, for example "n ≤ 4, smoothing 0.1"; nil where nothing is.
  public var settings: String?
  /// The predicted label of each case, `[N]`.
  public var labels: [Int]
  /// The probabilities of all labels, `[N, K]`, where the method has any.
  public var probabilities: ClassPredictions?

  /// Labels without probabilities.
  public init(method: String, settings: String?, labels: [Int]) {
    (self.method, self.settings, self.labels) = (method, settings, labels)
  }

  /// The most probable labels.
  public init(method: String, settings: String?, probabilities: ClassPredictions) {
    self.init(method: method, settings: settings, labels: probabilities.labels)
    self.probabilities = probabilities
  }
}
