/// Counts of right and wrong predictions of each of K labels.
///
///     let counts = LabelSetCounts(labels: ["a", "b"], truth: [[0], [0, 1]], predicted: [[0], [0]])
///     counts.accuracy  // 0.5: one of two cases has exactly its labels
///     counts.microF1   // 0.8: precision 2/2, recall 2/3
///
/// O(N + K) time, besides the labels of the cases. `Sendable`.
public struct LabelSetCounts: Sendable {
  /// The name of each label, `[K]`.
  public let labels: [String]
  /// The number of cases.
  public let cases: Int
  /// The number of cases with exactly their labels predicted.
  public let exact: Int
  /// The number of right predictions of each label, `[K]`.
  public let right: [Int]
  /// The number of cases with each label, `[K]`.
  public let truthTotals: [Int]
  /// The number of predictions of each label, `[K]`.
  public let predictedTotals: [Int]

  /// Counts the cases.
  ///
  /// - Parameters:
  ///   - labels: The name of each label, `[K]`.
  ///   - truth: The ids of each case's labels, ascending, `[N]`.
  ///   - predicted: The ids of each case's predicted labels, ascending, `[N]`.
  public init(labels: [String], truth: [[Int]], predicted: [[Int]]) {
    precondition(
      truth.count == predicted.count,
      "LabelSetCounts: found \(truth.count) true and \(predicted.count) predicted sets")
    var right = Array(repeating: 0, count: labels.count)
    var (truthTotals, predictedTotals, exact) = (right, right, 0)
    for (truth, predicted) in zip(truth, predicted) {
      truth.requireLabels(below: labels.count, in: "LabelSetCounts, truth")
      predicted.requireLabels(below: labels.count, in: "LabelSetCounts, predicted")
      for label in truth { truthTotals[label] += 1 }
      for label in predicted {
        predictedTotals[label] += 1
        if truth.contains(label) { right[label] += 1 }
      }
      if truth == predicted { exact += 1 }
    }
    (self.labels, self.cases, self.exact) = (labels, truth.count, exact)
    (self.right, self.truthTotals, self.predictedTotals) = (right, truthTotals, predictedTotals)
  }
}

extension LabelSetCounts {
  /// The fraction of cases with exactly their labels predicted (subset accuracy); 0 for no cases.
  public var accuracy: Double { Self.ratio(exact, cases) }

  /// The fraction of wrong decisions, one a label and case (Hamming loss); 0 for no cases.
  public var hammingLoss: Double {
    let wrong = labels.indices.reduce(0) {
      $0 + truthTotals[$1] + predictedTotals[$1] - 2 * right[$1]
    }
    return Self.ratio(wrong, cases * labels.count)
  }

  /// Precision, recall and F₁ of each label, `[K]`.
  public var perLabel: [LabelScores] {
    labels.indices.map { label in
      scores(labels[label], right[label], predictedTotals[label], truthTotals[label])
    }
  }

  /// Precision, recall and F₁ over all labels of all cases.
  public var micro: LabelScores {
    scores(
      "micro", right.reduce(0, +), predictedTotals.reduce(0, +), truthTotals.reduce(0, +))
  }

  /// The means over the labels that occur, true or predicted, as in `ConfusionMatrix.macroF1`.
  public var macro: LabelScores {
    let present = perLabel.enumerated()
      .filter { truthTotals[$0.offset] + predictedTotals[$0.offset] > 0 }.map(\.element)
    func mean(_ score: KeyPath<LabelScores, Double>) -> Double {
      present.reduce(0) { $0 + $1[keyPath: score] } / Double(max(present.count, 1))
    }
    return LabelScores(
      label: "macro", precision: mean(\.precision), recall: mean(\.recall), f1: mean(\.f1),
      support: truthTotals.reduce(0, +))
  }

  /// F₁ over all labels of all cases.
  public var microF1: Double { micro.f1 }

  /// The mean F₁ over the labels that occur, true or predicted.
  public var macroF1: Double { macro.f1 }

  private func scores(_ name: String, _ right: Int, _ predicted: Int, _ truth: Int) -> LabelScores {
    LabelScores(
      label: name, precision: Self.ratio(right, predicted), recall: Self.ratio(right, truth),
      f1: Self.ratio(2 * right, predicted + truth), support: truth)
  }

  private static func ratio(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }
}
