extension ConfusionMatrix {
  /// The share of cases that were given their true label; 0 for no cases.
  public var accuracy: Double { Self.ratio(right, total) }

  /// Precision, recall and F₁ of each label, `[K]`.
  public var perLabel: [LabelScores] {
    labels.indices.map { label in
      let right = self[label, label]
      let (predicted, truth) = (predictedTotals[label], truthTotals[label])
      return LabelScores(
        label: labels[label], precision: Self.ratio(right, predicted),
        recall: Self.ratio(right, truth), f1: Self.ratio(2 * right, predicted + truth),
        support: truth)
    }
  }

  /// The mean precision over the labels that occur, true or predicted.
  public var macroPrecision: Double { macro(\.precision) }

  /// The mean recall over the labels that occur, true or predicted.
  public var macroRecall: Double { macro(\.recall) }

  /// The mean F₁ over the labels that occur, true or predicted.
  ///
  /// A label of which there is neither a case nor a prediction says nothing about the classifier
  /// and is left out, as scikit-learn does by default.
  public var macroF1: Double { macro(\.f1) }

  private func macro(_ score: KeyPath<LabelScores, Double>) -> Double {
    let present = labels.indices.filter { truthTotals[$0] + predictedTotals[$0] > 0 }
    let scores = perLabel
    return present.reduce(0) { $0 + scores[$1][keyPath: score] } / Double(max(present.count, 1))
  }

  private static func ratio(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }
}
