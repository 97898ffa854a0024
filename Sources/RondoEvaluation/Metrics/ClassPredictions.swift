public import RondoFiles
import RondoNumerics

/// The predictions of a classifier for N cases: a probability for each of K labels.
///
///     let predictions = try ClassPredictions(logits: [2, 0, -1, 1], classes: 2)
///     predictions.labels       // [0, 1]
///     predictions.confidences  // [0.880…, 0.880…]
///
/// Probabilities are stored as natural logarithms, `[N, K]` row by row, 8 bytes each, so that none
/// is rounded to 0. Of equal probabilities the label with the lowest id is predicted. `Sendable`.
public struct ClassPredictions: Sendable, Equatable {
  /// ln P(label | case), `[N, K]`; −∞ for a label that is ruled out.
  public let logProbabilities: [Double]

  /// K, the number of labels.
  public let classes: Int

  /// The most probable label of each case, `[N]`.
  public let labels: [Int]

  /// Creates predictions from logarithms of probabilities.
  ///
  /// - Parameters:
  ///   - logProbabilities: ln P, `[N, K]`; each row's probabilities add up to 1 within 0.001.
  ///   - classes: K, at least 1.
  /// - Throws: ``EvaluationError`` if a value is NaN or the sum of a row is not 1.
  public init(logProbabilities: [Double], classes: Int) throws(EvaluationError) {
    precondition(
      classes >= 1 && logProbabilities.count.isMultiple(of: classes),
      "ClassPredictions: found \(logProbabilities.count) values for \(classes) labels, expected a "
        + "multiple of at least one label")
    var labels: [Int] = []
    for start in stride(from: 0, to: logProbabilities.count, by: classes) {
      var (best, sum) = (0, 0.0)
      for label in 0..<classes {
        let value = logProbabilities[start + label]
        guard !value.isNaN else { throw .notFinite(case: start / classes) }
        sum += ReproducibleMath.exp(value)
        if value > logProbabilities[start + best] { best = label }
      }
      guard abs(sum - 1) <= 0.001 else { throw .notNormalized(case: start / classes, sum: sum) }
      labels.append(best)
    }
    (self.logProbabilities, self.classes, self.labels) = (logProbabilities, classes, labels)
  }

  /// Creates predictions from the outputs of a model before the softmax.
  ///
  /// - Parameters:
  ///   - logits: Any numbers, `[N, K]`; −∞ rules a label out.
  ///   - classes: K, at least 1.
  /// - Throws: ``EvaluationError/notFinite(case:)`` if a logit is NaN or +∞, or if all of a case
  ///   are −∞.
  public init(logits: [Float], classes: Int) throws(EvaluationError) {
    try self.init(scores: logits.map(Double.init), classes: classes)
  }

  /// Creates predictions from unnormalised logarithms of probabilities, `[N, K]`, as
  /// `init(logits:classes:)` does.
  init(scores: [Double], classes: Int) throws(EvaluationError) {
    var normalized = scores
    for start in stride(from: 0, to: scores.count, by: max(classes, 1)) {
      let row = scores[start..<min(start + classes, scores.count)]
      let greatest = row.reduce(-Double.infinity) { $1 > $0 ? $1 : $0 }
      guard greatest.isFinite, !row.contains(where: \.isNaN) else {
        throw .notFinite(case: start / classes)
      }
      let sum = row.reduce(0) { $0 + ReproducibleMath.exp($1 - greatest) }
      let logSum = ReproducibleMath.log(sum)
      for index in row.indices { normalized[index] = scores[index] - greatest - logSum }
    }
    try self.init(logProbabilities: normalized, classes: classes)
  }

  /// N, the number of cases.
  public var count: Int { labels.count }

  /// The probability of the predicted label of each case, `[N]`.
  public var confidences: [Double] {
    labels.indices.map { min(1, probability(of: labels[$0], case: $0)) }
  }

  /// P(label | case).
  public func probability(of label: Int, case index: Int) -> Double {
    ReproducibleMath.exp(logProbabilities[index * classes + label])
  }

  /// Traps if the true labels do not match, which is a mistake of the caller.
  func requireTruth(_ truth: [Int], in name: String) {
    precondition(
      truth.count == count, "\(name): found \(truth.count) true labels for \(count) cases")
    truth.requireLabels(below: classes, in: name)
  }
}

extension ClassPredictions {
  /// Creates predictions from scores that are known to be numbers.
  package static func trusted(scores: [Double], classes: Int) -> ClassPredictions {
    do {
      return try ClassPredictions(scores: scores, classes: classes)
    } catch {
      preconditionFailure("ClassPredictions: \(error)")
    }
  }
}

extension ClassPredictions {
  /// The smallest logarithm of a probability that ``logLoss(truth:)`` uses, ln 2⁻⁵² = −36.04….
  public static let leastLogProbability = -36.043_653_389_117_154

  /// The mean of −ln P(true label), in nats per case; 0 for no cases.
  ///
  /// A probability below 2⁻⁵² counts as 2⁻⁵², as in scikit-learn, so that one case costs at most
  /// 36.04 nats and a label that was ruled out does not make the mean infinite.
  ///
  /// - Parameter truth: The true label of each case, `[N]`.
  public func logLoss(truth: [Int]) -> Double {
    requireTruth(truth, in: "logLoss")
    var sum = 0.0
    for (index, label) in truth.enumerated() {
      let value = logProbabilities[index * classes + label]
      sum -= min(0, max(value, Self.leastLogProbability))
    }
    return sum / Double(max(count, 1))
  }

  /// The mean of Σₖ (P(k) − [k is the true label])², from 0 to 2; 0 for no cases.
  ///
  /// The score of G. W. Brier (1950, "Verification of forecasts expressed in terms of
  /// probability"). The form for two labels that uses one of them is half of it.
  ///
  /// - Parameter truth: The true label of each case, `[N]`.
  public func brierScore(truth: [Int]) -> Double {
    requireTruth(truth, in: "brierScore")
    var sum = 0.0
    for (index, label) in truth.enumerated() {
      for other in 0..<classes {
        let error = probability(of: other, case: index) - (other == label ? 1 : 0)
        sum += error * error
      }
    }
    return sum / Double(max(count, 1))
  }

  /// The calibration of the confidences.
  ///
  /// - Parameter truth: The true label of each case, `[N]`.
  public func calibration(truth: [Int]) -> Calibration {
    requireTruth(truth, in: "calibration")
    return Calibration(
      confidences: confidences, isRight: zip(labels, truth).map { $0 == $1 })
  }
}

/// The predictions of a baseline.
///
/// `Sendable`.
public struct BaselinePredictions: Sendable {
  /// The kind of model, for example "naive Bayes on character n-grams".
  public var method: String
  /// The settings chosen for it, for example "n ≤ 4, smoothing 0.1"; nil if there are none.
  public var settings: String?
  /// The predicted label of each case, `[N]`.
  public var labels: [Int]
  /// The probabilities of all labels, `[N, K]`; nil if the method has none.
  public var probabilities: ClassPredictions?

  /// Creates predictions without probabilities.
  public init(method: String, settings: String?, labels: [Int]) {
    (self.method, self.settings, self.labels) = (method, settings, labels)
  }

  /// Creates predictions of the most probable labels.
  public init(method: String, settings: String?, probabilities: ClassPredictions) {
    self.init(method: method, settings: settings, labels: probabilities.labels)
    self.probabilities = probabilities
  }
}

extension SettingName {
  /// The learning rate at the start of training.
  public static let learningRate: Self = "learningRate"
}

/// An error that keeps predictions from being evaluated.
///
/// `Sendable`.
public enum EvaluationError: AdvisingError, Sendable, Equatable {
  /// There are no cases, so that no metric is defined.
  case noCases
  /// A prediction is not a number, or infinite; cases count from 0.
  case notFinite(case: Int)
  /// The probabilities of a case do not add up to 1; cases count from 0.
  case notNormalized(case: Int, sum: Double)
}

extension EvaluationError {
  /// Contents that cannot be used, always.
  public var category: ErrorCategory { .unusable }

  /// One line: what is wrong, where, and what to do.
  public var advice: Advice {
    switch self {
    case .noCases: "there are no cases to evaluate: name data with at least one"
    case .notFinite(let index):
      "the prediction for case \(index + 1) is not a finite number: the model has diverged or its "
        + "file is damaged; train again with a smaller \(.learningRate)"
    case .notNormalized(let index, let sum):
      "the probabilities of case \(index + 1) add up to \(sum) instead of 1: pass the "
        + "outputs of a softmax"
    }
  }
}

extension [Int] {
  /// Traps if an id is not one of K labels, which is a mistake of the caller.
  package func requireLabels(below classes: Int, in name: String) {
    for label in self {
      precondition(
        label >= 0 && label < classes,
        "\(name): found label id \(label), expected one of 0..<\(classes)")
    }
  }
}
