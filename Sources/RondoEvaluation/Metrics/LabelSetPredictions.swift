import RondoNumerics

/// The predictions of a multi-label classifier for N cases: a probability for each of K labels.
///
///     let predictions = try LabelSetPredictions(logits: [2, -1, 0.5, -3], classes: 2)
///     predictions.sets                          // [[0], [0]]
///     predictions.probability(of: 1, case: 0)  // 0.268…
///
/// Stored as log-odds, ln(P / (1 − P)), `[N, K]` row by row, 8 bytes each, so that no probability
/// is rounded to 0 or 1. `Sendable`.
public struct LabelSetPredictions: Sendable, Equatable {
  /// ln(P / (1 − P)) of each label, `[N, K]`; infinite for a label that is ruled out or certain.
  public let logOdds: [Double]

  /// K, the number of labels.
  public let classes: Int

  /// The threshold unless another is chosen: ½.
  public static let defaultThreshold = 0.5

  /// The smallest probability of a predicted label.
  public let threshold: Double

  /// The predicted labels of each case, ascending, `[N]`.
  public let sets: [[Int]]

  /// Creates predictions from log-odds.
  ///
  /// - Parameters:
  ///   - logOdds: ln(P / (1 − P)), `[N, K]`.
  ///   - classes: K, at least 1.
  ///   - threshold: The smallest probability of a predicted label, in 0...1.
  /// - Throws: ``EvaluationError/notFinite(case:)`` if a value is NaN.
  public init(
    logOdds: [Double], classes: Int, threshold: Double = Self.defaultThreshold
  ) throws(EvaluationError) {
    precondition(
      classes >= 1 && logOdds.count.isMultiple(of: classes) && (0...1).contains(threshold),
      "LabelSetPredictions: found \(logOdds.count) values for \(classes) labels and threshold "
        + "\(threshold), expected a multiple of at least one label, and a threshold in 0...1")
    if let bad = logOdds.firstIndex(where: \.isNaN) { throw .notFinite(case: bad / classes) }
    (self.logOdds, self.classes, self.threshold) = (logOdds, classes, threshold)
    sets = stride(from: 0, to: logOdds.count, by: classes).map { start in
      (0..<classes).filter { Self.probability(logOdds[start + $0]) >= threshold }
    }
  }

  /// Creates predictions from the outputs of a model.
  ///
  /// - Throws: ``EvaluationError/notFinite(case:)`` if one is NaN or infinite.
  public init(
    logits: [Float], classes: Int, threshold: Double = Self.defaultThreshold
  ) throws(EvaluationError) {
    if let bad = logits.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(case: bad / max(classes, 1))
    }
    try self.init(logOdds: logits.map(Double.init), classes: classes, threshold: threshold)
  }

  /// N, the number of cases.
  public var count: Int { sets.count }

  /// P(label | case).
  public func probability(of label: Int, case index: Int) -> Double {
    Self.probability(logOdds[index * classes + label])
  }

  /// All labels of a case with their probabilities, in descending order; equally probable ones in
  /// the order of their ids.
  public func ranking(of index: Int, top: Int = .max) -> [(label: Int, probability: Double)] {
    let row = logOdds[index * classes..<(index + 1) * classes]
    let order = row.indices.sorted { (row[$1], $0) < (row[$0], $1) }
    return order.prefix(top).map { ($0 - row.startIndex, Self.probability(row[$0])) }
  }

  /// The mean over cases of the sum over labels of −ln P(presence or absence), in nats; 0 for no
  /// cases.
  ///
  /// What is less probable than 2⁻⁵² counts as 2⁻⁵², as in `ClassPredictions`.
  ///
  /// - Parameter truth: The ids of the true labels of each case, `[N]`.
  public func logLoss(truth: [[Int]]) -> Double {
    precondition(
      truth.count == count, "logLoss: found \(truth.count) true sets for \(count) cases")
    var sum = 0.0
    for (index, set) in truth.enumerated() {
      set.requireLabels(below: classes, in: "logLoss")
      var isTrue = Array(repeating: false, count: classes)
      for label in set { isTrue[label] = true }
      for label in 0..<classes {
        let odds = logOdds[index * classes + label]
        sum += min(Self.cost(isTrue[label] ? -odds : odds), -ClassPredictions.leastLogProbability)
      }
    }
    return sum / Double(max(count, 1))
  }

  /// 1 / (1 + e^(−x)).
  private static func probability(_ odds: Double) -> Double {
    let power = ReproducibleMath.exp(-abs(odds))
    return (odds < 0 ? power : 1) / (1 + power)
  }

  /// ln(1 + e^x).
  private static func cost(_ odds: Double) -> Double {
    max(odds, 0) + ReproducibleMath.log(1 + ReproducibleMath.exp(-abs(odds)))
  }
}
