public import RondoFiles

extension SettingName {
  /// Weights of the classes in the training loss.
  public static let classWeights: Self = "classWeights"
}

/// The number of cases by true and predicted label.
///
///     let matrix = ConfusionMatrix(labels: ["cat", "dog"], truth: [0, 0, 1], predicted: [0, 1, 1])
///     matrix[0, 1]     // 1: one cat was classified as a dog
///     matrix.accuracy  // 0.666…
///
/// Only nonzero cells are stored: O(N + K) time and memory. `Sendable`.
public struct ConfusionMatrix: Sendable {
  /// The name of each label, `[K]`.
  public let labels: [String]

  /// The nonzero numbers of cases, by true label · K + predicted label.
  let cells: [Int: Int]

  /// The number of cases of each true label, `[K]`.
  public let truthTotals: [Int]

  /// The number of predictions of each label, `[K]`.
  public let predictedTotals: [Int]

  /// Counts the cases.
  ///
  /// - Parameters:
  ///   - labels: The name of each label, `[K]`.
  ///   - truth: The id in 0..<K of each case's true label, `[N]`.
  ///   - predicted: The id in 0..<K of each case's predicted label, `[N]`.
  public init(labels: [String], truth: [Int], predicted: [Int]) {
    precondition(
      truth.count == predicted.count,
      "ConfusionMatrix: found \(truth.count) true and \(predicted.count) predicted labels")
    truth.requireLabels(below: labels.count, in: "ConfusionMatrix, truth")
    predicted.requireLabels(below: labels.count, in: "ConfusionMatrix, predicted")
    var cells: [Int: Int] = [:]
    var truthTotals = Array(repeating: 0, count: labels.count)
    var predictedTotals = truthTotals
    for (row, column) in zip(truth, predicted) {
      cells[row * labels.count + column, default: 0] += 1
      truthTotals[row] += 1
      predictedTotals[column] += 1
    }
    self.labels = labels
    self.cells = cells
    self.truthTotals = truthTotals
    self.predictedTotals = predictedTotals
  }

  /// The number of cases with a true label and a predicted label.
  public subscript(truth: Int, predicted: Int) -> Int {
    cells[truth * labels.count + predicted] ?? 0
  }

  /// The number of cases by true label (row) and predicted label (column), `[K, K]` row by row: K²
  /// numbers.
  public var counts: [Int] {
    var counts = Array(repeating: 0, count: labels.count * labels.count)
    for (place, count) in cells { counts[place] = count }
    return counts
  }

  /// N, the number of cases.
  public var total: Int { truthTotals.reduce(0, +) }

  /// The number of right predictions.
  public var right: Int { labels.indices.reduce(0) { $0 + self[$1, $1] } }
}

extension ConfusionMatrix: Encodable {
  private enum Key: String, CodingKey { case labels, counts, cells }

  /// The largest number of labels for which all K² counts are written.
  public static let greatestTable = 1000

  /// The labels, and `counts` as an array of rows; with more than 1,000 labels `cells` instead,
  /// each `[true label, predicted label, count]` with the indices of the labels, without counts of
  /// 0.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(labels, forKey: .labels)
    guard labels.count <= Self.greatestTable else {
      let list = cells.sorted { $0.key < $1.key }.map { place, count in
        [place / labels.count, place % labels.count, count]
      }
      return try container.encode(list, forKey: .cells)
    }
    let rows = labels.indices.map { row in labels.indices.map { self[row, $0] } }
    try container.encode(rows, forKey: .counts)
  }
}

extension ConfusionMatrix {
  /// The fraction of right predictions; 0 for no cases.
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
  /// Labels with neither cases nor predictions are omitted, as scikit-learn does by default.
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

extension ConfusionMatrix {
  /// A label with more than 95 % of the predictions, and its share; nil if there is none.
  ///
  /// Such a classifier has mostly learned the frequencies of the labels. If all cases have that
  /// label, there is nothing to warn about.
  public var dominantPrediction: (label: Int, share: Double)? {
    guard let label = labels.indices.max(by: { predictedTotals[$0] < predictedTotals[$1] }),
      predictedTotals[label] * 100 > total * 95, truthTotals[label] < total
    else { return nil }
    return (label, Double(predictedTotals[label]) / Double(total))
  }

  /// One line that warns of a ``dominantPrediction``; nil if there is none.
  public var dominanceWarning: Advice? {
    guard let label = dominantPrediction?.label else { return nil }
    let predicted = Percentage.text(predictedTotals[label], of: total)
    let truth = Percentage.text(truthTotals[label], of: total)
    return "\(predicted) of the predictions are \"\(labels[label].printable)\", the label of "
      + "\(truth) of the cases: the model hardly looks at its input; train longer, or set "
      + "\(.classWeights)"
  }
}

/// Precision, recall and F₁ of one label.
///
/// A ratio 0/0 is 0, as in scikit-learn's `zero_division=0`. `Sendable`.
public struct LabelScores: Sendable, Encodable {
  /// The label.
  public var label: String
  /// The fraction of right predictions of the label; 0 if it was never predicted.
  public var precision: Double
  /// The fraction of the label's cases that were recognised; 0 if there are none.
  public var recall: Double
  /// The harmonic mean of precision and recall; 0 if both are 0.
  public var f1: Double
  /// The number of cases with the label.
  public var support: Int
}
