/// The calibration of a classifier: whether predictions with a confidence of 80 % are right in 80 %
/// of the cases.
///
///     let calibration = Calibration(confidences: [0.95, 0.95, 0.55], isRight: [true, true, false])
///     calibration.expectedError  // 0.216…: (2 · 0.05 + 0.55) / 3
///
/// The expected calibration error of Guo, Pleiss, Sun & Weinberger (2017, "On calibration of modern
/// neural networks"): M = 15 bins of equal width, bin m for the confidences in ((m − 1)/M, m/M], so
/// that a boundary belongs to the bin below it, and 0 to the first. Empty bins are ignored.
/// `Sendable`.
public struct Calibration: Sendable, Hashable {
  /// The cases with a confidence in one interval.
  public struct Bin: Sendable, Hashable {
    /// The number of cases.
    public var count = 0
    /// The sum of their confidences.
    public var confidence = 0.0
    /// The number of right predictions among them.
    public var right = 0
  }

  /// The intervals from the lowest up, `[M]`.
  public let bins: [Bin]

  /// Assigns cases to bins.
  ///
  /// - Parameters:
  ///   - confidences: The probability of each predicted label, in 0...1, `[N]`.
  ///   - isRight: Whether it is the true label, `[N]`.
  ///   - binCount: M, at least 1.
  public init(confidences: [Double], isRight: [Bool], binCount: Int = 15) {
    precondition(
      binCount >= 1 && confidences.count == isRight.count,
      "Calibration: found \(confidences.count) confidences, \(isRight.count) outcomes and "
        + "\(binCount) bins, expected as many of the first two and at least one bin")
    var bins = Array(repeating: Bin(), count: binCount)
    for (confidence, isRight) in zip(confidences, isRight) {
      precondition(
        (0...1).contains(confidence), "Calibration: found confidence \(confidence), not in 0...1")
      var bin = min(Int(confidence * Double(binCount)), binCount - 1)
      while bin > 0 && confidence <= Self.upperBorder(of: bin - 1, binCount) { bin -= 1 }
      while confidence > Self.upperBorder(of: bin, binCount) { bin += 1 }
      bins[bin].count += 1
      bins[bin].confidence += confidence
      bins[bin].right += isRight ? 1 : 0
    }
    self.bins = bins
  }

  /// Σ (cases of a bin / N) · |accuracy − mean confidence|, from 0 to 1; 0 for no cases.
  public var expectedError: Double {
    let count = bins.reduce(0) { $0 + $1.count }
    let sum = bins.reduce(0.0) { $0 + abs(Double($1.right) - $1.confidence) }
    return sum / Double(max(count, 1))
  }

  private static func upperBorder(of bin: Int, _ binCount: Int) -> Double {
    Double(bin + 1) / Double(binCount)
  }
}
