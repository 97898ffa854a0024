/// Counts how often cases of each true label were given each label.
///
///     let matrix = ConfusionMatrix(labels: ["cat", "dog"], truth: [0, 0, 1], predicted: [0, 1, 1])
///     matrix[0, 1]     // 1: one cat was taken for a dog
///     matrix.accuracy  // 0.666…
///
/// K² integers; O(N + K²) to make. `Sendable`.
public struct ConfusionMatrix: Sendable {
  /// The name of each label, `[K]`.
  public let labels: [String]

  /// The number of cases by true label (row) and predicted label (column), `[K, K]` row by row.
  public let counts: [Int]

  /// The number of cases of each true label, `[K]`.
  public let truthTotals: [Int]

  /// The number of cases that each label was given to, `[K]`.
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
    var counts = Array(repeating: 0, count: labels.count * labels.count)
    var truthTotals = Array(repeating: 0, count: labels.count)
    var predictedTotals = truthTotals
    for (row, column) in zip(truth, predicted) {
      counts[row * labels.count + column] += 1
      truthTotals[row] += 1
      predictedTotals[column] += 1
    }
    self.labels = labels
    self.counts = counts
    self.truthTotals = truthTotals
    self.predictedTotals = predictedTotals
  }

  /// The number of cases with a true label that were given a label.
  public subscript(truth: Int, predicted: Int) -> Int { counts[truth * labels.count + predicted] }

  /// N, the number of cases.
  public var total: Int { truthTotals.reduce(0, +) }

  /// The number of cases that were given their true label.
  public var right: Int { labels.indices.reduce(0) { $0 + self[$1, $1] } }
}

extension ConfusionMatrix: Encodable {
  private enum Key: String, CodingKey { case labels, counts }

  /// The labels, and the counts as an array of rows.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(labels, forKey: .labels)
    let rows = labels.indices.map { row in labels.indices.map { self[row, $0] } }
    try container.encode(rows, forKey: .counts)
  }
}
