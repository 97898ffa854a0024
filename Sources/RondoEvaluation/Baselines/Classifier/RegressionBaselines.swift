public import RondoData
public import RondoNumerics

/// The predictions of a baseline for a regression.
///
/// `Sendable`.
public struct BaselineValues: Sendable, Equatable {
  /// The kind of model, for example "mean".
  public var method: String
  /// The settings chosen for it; nil if there are none.
  public var settings: String?
  /// The predicted number of each case, `[N]`.
  public var values: [Double]

  /// Predictions.
  public init(method: String, settings: String?, values: [Double]) {
    (self.method, self.settings, self.values) = (method, settings, values)
  }
}

/// The baselines of a regression of series, on the same cases: the mean of the training part; the
/// number of the nearest series by Euclidean distance and by dynamic time warping with the full
/// window; linear regression on random convolution features (``RocketRegressionBaseline``).
///
/// Linear regression on the values is not included, because it requires series of equal length
/// without missing values.
public enum RegressionBaselines {
  /// The predictions for the cases of an evaluation.
  ///
  /// - Parameters:
  ///   - training: The training part; cases without a number are ignored.
  ///   - evaluation: The cases, with the same number of channels.
  ///   - seed: The seed of the random convolutions.
  ///   - workers: The threads to share the work.
  /// - Returns: Four baselines; empty if no training case counts.
  public static func predictions(
    training: SeriesSet, evaluation: SeriesSet, seed: UInt64 = 1,
    workers: any WorkSharing = SerialWork()
  ) -> [BaselineValues] {
    precondition(
      training.channels == evaluation.channels,
      "RegressionBaselines: found \(training.channels) and \(evaluation.channels) channels")
    let known = training.cases.compactMap { item -> (series: [Float], value: Double)? in
      guard case .value(let value) = item.target else { return nil }
      return (item.floats, value)
    }
    guard !known.isEmpty else { return [] }
    let others = evaluation.cases.map(\.floats)
    // Divided before the sum, so that large numbers do not overflow.
    let mean = known.reduce(0) { $0 + $1.value / Double(known.count) }
    let constant = BaselineValues(
      method: "mean", settings: nil, values: others.map { _ in mean })
    let used = SeriesWork.used(known.map(\.series), others, channels: training.channels)
    let note = used.count < known.count ? ", \(used.count) of \(known.count) series" : ""
    func nearest(
      _ distance: SeriesDistance, _ cases: [(series: [Float], value: Double)], _ method: String,
      _ settings: String?
    ) -> BaselineValues {
      let indices = NearestNeighborBaseline(
        training: cases.map(\.series), labels: Array(cases.indices), channels: training.channels,
        distance: distance
      ).nearestIndices(of: others, on: workers)
      return BaselineValues(
        method: method, settings: settings, values: indices.map { cases[$0].value })
    }
    return [
      constant, nearest(.euclidean, known, "1-NN Euclidean", nil),
      nearest(
        .dynamicTimeWarping(.full), used.map { known[$0] }, "1-NN DTW", "full window" + note),
      RocketRegressionBaseline(
        training: known.map(\.series), values: known.map(\.value), channels: training.channels,
        seed: seed, workers: workers
      ).predictions(for: others, on: workers),
    ]
  }
}
