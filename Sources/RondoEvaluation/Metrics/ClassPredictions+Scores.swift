extension ClassPredictions {
  /// The least logarithm of a probability that ``logLoss(truth:)`` counts, ln 2⁻⁵² = −36.04….
  public static let leastLogProbability = -36.043_653_389_117_154

  /// The mean of −ln P(true label), in nats per case; 0 for no cases.
  ///
  /// A probability below 2⁻⁵² counts as 2⁻⁵², as in scikit-learn, so that one case costs 36.04 nats
  /// at most and a label that was ruled out does not make the mean infinite.
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
  /// This is the score as G. W. Brier defined it (1950, "Verification of forecasts expressed in
  /// terms of probability"). The form for two labels that looks at one of them is half of it.
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

  /// How far the confidences are from the share of right predictions.
  ///
  /// - Parameter truth: The true label of each case, `[N]`.
  public func calibration(truth: [Int]) -> Calibration {
    requireTruth(truth, in: "calibration")
    return Calibration(
      confidences: confidences, isRight: zip(labels, truth).map { $0 == $1 })
  }
}
