import RondoNumerics

/// What a classifier says of each of N cases: a probability for each of K labels.
///
///     let predictions = try ClassPredictions(logits: [2, 0, -1, 1], classes: 2)
///     predictions.labels       // [0, 1]
///     predictions.confidences  // [0.880…, 0.880…]
///
/// Probabilities are kept as natural logarithms, `[N, K]` row by row, 8 bytes each, so that none
/// is rounded to 0. Of equal probabilities the label with the lowest id is predicted. `Sendable`.
public struct ClassPredictions: Sendable, Equatable {
  /// ln P(label | case), `[N, K]`; −∞ for a label that is ruled out.
  public let logProbabilities: [Double]

  /// K, the number of labels.
  public let classes: Int

  /// The most probable label of each case, `[N]`.
  public let labels: [Int]

  /// Takes logarithms of probabilities.
  ///
  /// - Parameters:
  ///   - logProbabilities: ln P, `[N, K]`; each row's probabilities add up to 1 within 0.001.
  ///   - classes: K, at least 1.
  /// - Throws: ``EvaluationError`` where a value is NaN or the sum of a row is not 1.
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

  /// Takes a model's outputs before the softmax.
  ///
  /// - Parameters:
  ///   - logits: Any numbers, `[N, K]`; −∞ rules a label out.
  ///   - classes: K, at least 1.
  /// - Throws: ``EvaluationError/notFinite(case:)`` where a logit is NaN or +∞, or where all of a
  ///   case are −∞.
  public init(logits: [Float], classes: Int) throws(EvaluationError) {
    try self.init(scores: logits.map(Double.init), classes: classes)
  }

  /// Takes unnormalised logarithms of probabilities, `[N, K]`, as `init(logits:classes:)` does.
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

  /// Stops where the truth does not fit, which is a mistake of the caller.
  func requireTruth(_ truth: [Int], in name: String) {
    precondition(
      truth.count == count, "\(name): found \(truth.count) true labels for \(count) cases")
    truth.requireLabels(below: classes, in: name)
  }
}

extension ClassPredictions {
  /// Takes scores that our own arithmetic has made, which are numbers.
  package static func trusted(scores: [Double], classes: Int) -> ClassPredictions {
    do {
      return try ClassPredictions(scores: scores, classes: classes)
    } catch {
      preconditionFailure("ClassPredictions: \(error)")
    }
  }
}
