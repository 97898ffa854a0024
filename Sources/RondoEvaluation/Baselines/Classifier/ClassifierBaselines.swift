public import RondoData
public import RondoNumerics

/// The baselines of classifiers, on the same cases.
///
///     let baselines = ClassifierBaselines.text(
///       training: ["good film", "bad film", "good plot"], labels: [1, 0, 1], classes: 2,
///       evaluation: ["bad plot", "good"])
///     let predictions = try ClassPredictions(logits: [2, 0, -1, 1], classes: 2)
///     let report = try ClassificationReport(
///       labels: ["neg", "pos"], truth: [0, 1], predictions: predictions, baselines: baselines)
///
/// All of them learn from the training part alone. The same input gives the same bits for any
/// number of threads.
public enum ClassifierBaselines {
  /// Majority, naive Bayes on characters and on words.
  ///
  /// - Parameters:
  ///   - training: The texts of the training part, at least one.
  ///   - labels: The label of each, in 0..<classes.
  ///   - classes: K, the number of labels.
  ///   - evaluation: The texts to classify.
  ///   - known: Naive Bayes that was counted in the same texts before.
  public static func text(
    training: [String], labels: [Int], classes: Int, evaluation: [String],
    known: [NaiveBayesBaseline] = []
  ) -> [BaselinePredictions] {
    [MajorityBaseline(labels: labels, classes: classes).predictions(count: evaluation.count)]
      + NGramUnit.allCases.map { unit in
        let counted = known.first { $0.unit == unit && $0.isCounted(in: labels, classes) }
        return
          (counted
          ?? NaiveBayesBaseline(texts: training, labels: labels, classes: classes, unit: unit))
          .predictions(for: evaluation)
      }
  }

  /// Majority; the nearest neighbour by Euclidean distance, and by dynamic time warping with the
  /// full and with a learned window; random convolution features with a linear classifier
  /// (``RocketBaseline``).
  ///
  /// Where warping would take too long, it looks at fewer training series, at even distances, and
  /// its settings say how many.
  ///
  /// - Parameters:
  ///   - training: The series of the training part, each flat, `[T, C]`, at least one.
  ///   - labels: The label of each, in 0..<classes.
  ///   - classes: K, the number of labels.
  ///   - channels: C, the number of channels.
  ///   - evaluation: The series to classify, each flat, `[T, C]`.
  ///   - seed: The seed of the random convolutions.
  ///   - workers: The threads to share the work.
  public static func series(
    training: [[Float]], labels: [Int], classes: Int, channels: Int, evaluation: [[Float]],
    seed: UInt64 = 1, workers: any WorkSharing = SerialWork()
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
    let rocket = RocketBaseline(
      training: training, labels: labels, classes: classes, channels: channels, seed: seed,
      workers: workers)
    return [
      majority.predictions(count: evaluation.count),
      nearest.predictions(for: evaluation, on: workers),
    ] + warped + [rocket.predictions(for: evaluation, on: workers)]
  }
}

/// A limit on the cost of dynamic time warping.
enum SeriesWork {
  /// The largest number of table entries in all comparisons: minutes on one core, because tables
  /// are rarely filled to the end.
  static let limit = 4e11

  /// The training series to compare with: all, or as many evenly spaced ones as the limit allows.
  static func used(_ training: [[Float]], _ others: [[Float]], channels: Int) -> [Int] {
    let length = Double(training.reduce(1) { max($0, $1.count / channels) })
    let own = Double(others.reduce(0) { $0 + $1.count })
    guard own * length * Double(training.count) > limit else { return Array(training.indices) }
    let count = max(1, Int(limit / (own * length)))
    return (0..<count).map { $0 * training.count / count }
  }
}

extension ClassifierBaselines {
  /// The baselines of texts, for all cases of an evaluation.
  ///
  /// - Parameters:
  ///   - training: The training part. A case counts once for each of its labels; cases without
  ///     labels, and labels that are not in `labels`, are ignored.
  ///   - evaluation: The cases to classify.
  ///   - labels: The classes, `[K]`; the ids of the predictions are indices into it.
  ///   - known: Naive Bayes that was counted in the same training part before.
  /// - Returns: Those of `text(training:labels:classes:evaluation:known:)`; empty if no training
  ///   case counts.
  public static func predictions(
    training: LabelledText, evaluation: LabelledText, labels: [ClassLabel],
    known: [NaiveBayesBaseline] = []
  ) -> [BaselinePredictions] {
    let ids = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
    let counted = training.cases.flatMap { item in
      item.labels.compactMap { label in ids[label].map { (item.text, $0) } }
    }
    guard !counted.isEmpty else { return [] }
    return text(
      training: counted.map(\.0), labels: counted.map(\.1), classes: labels.count,
      evaluation: evaluation.cases.map(\.text), known: known)
  }

  /// The baselines of series, for all cases of an evaluation.
  ///
  /// Values are rounded to `Float`. For scaling, missing values, unequal lengths and time stamps see
  /// ``NearestNeighborBaseline`` and ``RocketBaseline``.
  ///
  /// - Parameters:
  ///   - training: The training part; cases without one of `labels` are ignored.
  ///   - evaluation: The cases to classify, with the same number of channels.
  ///   - labels: The classes, `[K]`; the ids of the predictions are indices into it.
  ///   - workers: The threads to share the work.
  /// - Returns: Those of `series(training:labels:classes:channels:evaluation:workers:)`; empty if
  ///   no training case counts.
  public static func predictions(
    training: SeriesSet, evaluation: SeriesSet, labels: [ClassLabel],
    workers: any WorkSharing = SerialWork()
  ) -> [BaselinePredictions] {
    precondition(
      training.channels == evaluation.channels,
      "ClassifierBaselines: found \(training.channels) and \(evaluation.channels) channels")
    let ids = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
    let known = training.cases.compactMap { item -> ([Float], Int)? in
      guard case .label(let label) = item.target, let id = ids[label] else { return nil }
      return (item.floats, id)
    }
    guard !known.isEmpty else { return [] }
    return series(
      training: known.map(\.0), labels: known.map(\.1), classes: labels.count,
      channels: training.channels, evaluation: evaluation.cases.map(\.floats), workers: workers)
  }
}

extension SeriesCase {
  /// The values as `Float`, `[T, C]`; NaN for missing ones.
  public var floats: [Float] { values.map(Float.init) }
}

/// A baseline that predicts the most frequent label of the training part.
///
///     MajorityBaseline(labels: [1, 0, 1], classes: 2).predictions(count: 2).labels  // [1, 1]
///
/// The probabilities are the frequencies of the labels, with one added to each count (Laplace), so
/// that a label without training cases is not ruled out. Of equally frequent labels the one with
/// the lowest id is predicted. `Sendable`.
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
    return counts.map { ReproducibleMath.log(Double($0 + 1) / total) }
  }

  /// The predictions for any `count` cases.
  public func predictions(count: Int) -> BaselinePredictions {
    let row = logProbabilities
    return BaselinePredictions(
      method: "majority", settings: nil,
      probabilities: .trusted(
        scores: Array(repeating: row, count: count).flatMap { $0 }, classes: counts.count))
  }
}
