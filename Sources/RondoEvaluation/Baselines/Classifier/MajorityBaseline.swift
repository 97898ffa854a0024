/// Gives every case the most frequent label of the training part.
///
///     MajorityBaseline(labels: [1, 0, 1], classes: 2).predictions(count: 2).labels  // [1, 1]
///
/// The probabilities are the labels' frequencies, with one added to each count (Laplace), so that
/// a label without training cases is not ruled out. Of equally frequent labels the one with the
/// lowest id is given. `Sendable`.
public struct MajorityBaseline: Sendable {
  private let counts: [Int]

  /// Counts the labels of the training part, `[N]`, each in 0..<classes.
  public init(labels: [Int], classes: Int) {
    precondition(classes >= 1, "MajorityBaseline: found \(classes) labels, expected at least 1")
    labels.requireLabels(below: classes, in: "MajorityBaseline")
    var counts = Array(repeating: 0, count: classes)
    for label in labels { counts[label] += 1 }
    self.counts = counts
  }

  /// ln P of each label, `[K]`.
  package var logProbabilities: [Double] {
    let total = Double(counts.reduce(counts.count, +))
    return counts.map { naturalLogarithm(Double($0 + 1) / total) }
  }

  /// What it says of `count` cases, whatever they are.
  public func predictions(count: Int) -> BaselinePredictions {
    let row = logProbabilities
    return BaselinePredictions(
      method: "majority", settings: nil,
      probabilities: .trusted(
        scores: Array(repeating: row, count: count).flatMap { $0 }, classes: counts.count))
  }
}
