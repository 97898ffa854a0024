public import RondoNumerics

/// The baselines that every classifier is measured against, on the same cases.
///
///     let baselines = ClassifierBaselines.text(
///       training: texts, labels: labels, classes: 2, evaluation: others)
///     let report = try ClassificationReport(
///       labels: names, truth: truth, predictions: predictions, baselines: baselines)
///
/// All of them learn from the training part alone. The same input gives the same bits, whatever the
/// number of threads.
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
  /// Where warping would take too long (``SeriesWork``), it looks at fewer training series, at even
  /// distances, and its settings say how many.
  ///
  /// - Parameters:
  ///   - training: The series of the training part, each flat, `[T, C]`, at least one.
  ///   - labels: The label of each, in 0..<classes.
  ///   - classes: K, the number of labels.
  ///   - channels: C, the number of channels.
  ///   - evaluation: The series to classify, each flat, `[T, C]`.
  ///   - workers: The threads to share the work.
  public static func series(
    training: [[Float]], labels: [Int], classes: Int, channels: Int, evaluation: [[Float]],
    workers: any WorkSharing = SerialWork()
  ) -> [BaselinePredictions] {
    let majority = MajorityBaseline(labels: labels, classes: classes)
    let nearest = NearestNeighborBaseline(
      training: training, labels: labels, channels: channels, distance: .euclidean)
    let used = SeriesWork.used(training, evaluation, channels: channels)
    let note = used.count < training.count ? ", \(used.count) of \(training.count) series" : ""
    let warped = [WarpingWindow.full, .learned].map { window in
      var predictions = NearestNeighborBaseline(
        training: used.map { training[$0] }, labels: used.map { labels[$0] }, channels: channels,
        distance: .dynamicTimeWarping(window), workers: workers
      ).predictions(for: evaluation, on: workers)
      predictions.settings = predictions.settings.map { $0 + note }
      return predictions
    }
    return [
      majority.predictions(count: evaluation.count),
      nearest.predictions(for: evaluation, on: workers),
    ] + warped
  }
}

/// How much dynamic time warping is worth its time.
enum SeriesWork {
  /// Places of the tables of costs, all comparisons together: minutes on one core, as a table is
  /// seldom filled to its end.
  static let limit = 4e11

  /// The training series to compare others with: all, or as many at even distances as the limit
  /// allows.
  static func used(_ training: [[Float]], _ others: [[Float]], channels: Int) -> [Int] {
    let length = Double(training.reduce(1) { max($0, $1.count / channels) })
    let own = Double(others.reduce(0) { $0 + $1.count })
    guard own * length * Double(training.count) > limit else { return Array(training.indices) }
    let count = max(1, Int(limit / (own * length)))
    return (0..<count).map { $0 * training.count / count }
  }
}
