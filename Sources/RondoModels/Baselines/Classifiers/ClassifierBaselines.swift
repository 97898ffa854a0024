/// The baselines that every classifier is measured against, on the same cases.
///
///     let baselines = ClassifierBaselines.text(
///       training: texts, labels: labels, classes: 2, evaluation: others)
///     let report = try ClassificationReport(
///       labels: names, truth: truth, predictions: predictions, baselines: baselines)
///
/// All of them learn from the training part alone.
public enum ClassifierBaselines {
  /// Majority, naive Bayes on characters and on words.
  ///
  /// - Parameters:
  ///   - training: The texts of the training part, at least one.
  ///   - labels: The label of each, in 0..<classes.
  ///   - classes: K, the number of labels.
  ///   - evaluation: The texts to classify.
  public static func text(
    training: [String], labels: [Int], classes: Int, evaluation: [String]
  ) -> [BaselinePredictions] {
    [MajorityBaseline(labels: labels, classes: classes).predictions(count: evaluation.count)]
      + NGramUnit.allCases.map { unit in
        NaiveBayesBaseline(texts: training, labels: labels, classes: classes, unit: unit)
          .predictions(for: evaluation)
      }
  }

  /// Majority, the nearest neighbour by Euclidean distance, and by dynamic time warping with the full
  /// and with a learned window.
  ///
  /// - Parameters:
  ///   - training: The series of the training part, each flat, `[T, C]`, at least one.
  ///   - labels: The label of each, in 0..<classes.
  ///   - classes: K, the number of labels.
  ///   - channels: C, the number of channels.
  ///   - evaluation: The series to classify, each flat, `[T, C]`.
  public static func series(
    training: [[Float]], labels: [Int], classes: Int, channels: Int, evaluation: [[Float]]
  ) -> [BaselinePredictions] {
    let distances: [SeriesDistance] = [
      .euclidean, .dynamicTimeWarping(.full), .dynamicTimeWarping(.learned),
    ]
    return [MajorityBaseline(labels: labels, classes: classes).predictions(count: evaluation.count)]
      + distances.map { distance in
        NearestNeighborBaseline(
          training: training, labels: labels, channels: channels, distance: distance
        ).predictions(for: evaluation)
      }
  }
}
