public import RondoData
public import RondoNumerics

extension ClassifierBaselines {
  /// The baselines of texts, for all cases of an evaluation.
  ///
  /// - Parameters:
  ///   - training: The training part. A case counts once for each of its labels; what has a label
  ///     that is not among `labels`, or none, does not count.
  ///   - evaluation: The cases to classify.
  ///   - labels: The classes, `[K]`; the ids of the predictions are places in it.
  /// - Returns: those of `text(training:labels:classes:evaluation:)`, or none where no training case
  ///   counts.
  public static func predictions(
    training: LabelledText, evaluation: LabelledText, labels: [ClassLabel]
  ) -> [BaselinePredictions] {
    let ids = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
    let known = training.cases.flatMap { item in
      item.labels.compactMap { label in ids[label].map { (item.text, $0) } }
    }
    guard !known.isEmpty else { return [] }
    return text(
      training: known.map(\.0), labels: known.map(\.1), classes: labels.count,
      evaluation: evaluation.cases.map(\.text))
  }

  /// The baselines of series, for all cases of an evaluation.
  ///
  /// Values count as the `Float` nearest to them, and as they are: scaling is the caller's. Of
  /// missing values, unequal lengths and time stamps see ``NearestNeighborBaseline``.
  ///
  /// - Parameters:
  ///   - training: The training part; a case without one of `labels` does not count.
  ///   - evaluation: The cases to classify, of as many channels.
  ///   - labels: The classes, `[K]`; the ids of the predictions are places in it.
  ///   - workers: The threads to share the work.
  /// - Returns: those of `series(training:labels:classes:channels:evaluation:workers:)`, or none
  ///   where no training case counts.
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
  /// The values as `Float`, `[T, C]`; NaN where one is missing.
  public var floats: [Float] { values.map(Float.init) }
}
