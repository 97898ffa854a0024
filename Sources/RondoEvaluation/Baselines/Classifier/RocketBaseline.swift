import RondoFiles
public import RondoNumerics

/// Classification of series by random convolution features and a linear classifier.
///
///     let baseline = RocketBaseline(
///       training: [[0, 0, 9, 0, 0, 0], [9, 0, 0, 9, 0, 9]], labels: [0, 1], classes: 2,
///       channels: 1, seed: 1)
///     baseline.predictions(for: [[0, 0, 0, 8, 0, 0]]).labels  // [0]
///
/// The features are those of ``RocketSettings``; the classifier is a ridge regression of each label
/// against all others. Among methods without a network this is one of the most
/// accurate for its time (Middlehurst, Schäfer & Bagnall 2024, "Bake off redux").
///
/// - Each training case is also predicted by all others, in closed form. The penalty is the one with
///   the least squared error of these predictions, and probabilities are the softmax of the scores
///   times the number that minimizes their log-loss.
/// - Channels are scaled by mean and deviation of the training part. Missing values are interpolated
///   in their channel. Shorter series are padded to the length of the longest training series: with
///   the mean, or with two deviations less if that predicts the training cases better. Time stamps
///   are ignored.
/// - Of more than 1,500 training cases, evenly spaced cases of each label are used, and the settings
///   say how many.
///
/// The same input gives the same bits for any number of threads. With N cases, F features and T
/// steps, training takes O(N·F·(T + N) + N³) time and 4·N·F + 32·N² bytes, a prediction O(F·T).
/// `Sendable`.
public struct RocketBaseline: Sendable {
  let model: RocketModel

  /// The factor of the scores before they are converted to probabilities.
  public let sharpness: Double

  /// The places of the training cases used.
  package let heldOutCases: [Int]

  /// ln P of each label for each of ``heldOutCases`` by all others, `[N, K]`; empty for a baseline
  /// read from a file.
  package let heldOutLogProbabilities: [Double]

  private let note: String

  /// K, the number of labels.
  package var classes: Int { model.head.intercepts.count }

  /// C, the number of channels.
  package var channels: Int { model.features.channels }

  /// Learns from the training part.
  ///
  /// - Parameters:
  ///   - training: The series, at least one, each flat, `[T, C]`, with NaN for a missing value.
  ///   - labels: The label of each, in 0..<classes.
  ///   - classes: K, the number of labels.
  ///   - channels: C, at least 1.
  ///   - seed: The random seed.
  ///   - settings: The features.
  ///   - workers: The threads to share the work.
  public init(
    training: [[Float]], labels: [Int], classes: Int, channels: Int, seed: UInt64,
    settings: RocketSettings = .standard, workers: any WorkSharing = SerialWork()
  ) {
    precondition(
      !training.isEmpty && training.count == labels.count && classes >= 1,
      "RocketBaseline: found \(training.count) series, \(labels.count) labels and \(classes) "
        + "classes, expected as many series as labels, and at least one class")
    labels.requireLabels(below: classes, in: "RocketBaseline")
    let used = RocketCases.used(labels: labels)
    let known = used.map { labels[$0] }
    let (model, heldOut) = RocketModel.fitted(
      PlainSeries(used.map { training[$0] }, channels: channels),
      targets: (0..<classes).map { label in known.map { $0 == label ? 1 : -1 } },
      settings: settings, seed: seed, workers: workers)
    let rows = known.indices.map { row in heldOut.map { $0[row] } }
    let sharpness = ScoreSharpness.best(rows, labels: known)
    (self.model, self.sharpness, heldOutCases) = (model, sharpness, used)
    heldOutLogProbabilities = rows.flatMap { ScoreSharpness.logProbabilities($0[...], sharpness) }
    note =
      used.count < training.count
      ? ", \(used.count.withThousandsSeparators) of "
        + training.count.withThousandsSeparators + " series" : ""
  }

  /// Creates a baseline from its stored parts.
  init(model: RocketModel, sharpness: Double) {
    (self.model, self.sharpness, note) = (model, sharpness, "")
    (heldOutCases, heldOutLogProbabilities) = ([], [])
  }

  /// ln P of each label for a series, flat, `[T, C]`: `[K]`.
  public func logProbabilities(of series: [Float]) -> [Double] {
    let set = PlainSeries([series], channels: model.features.channels)
    return ScoreSharpness.logProbabilities(model.scores(of: set, on: SerialWork())[...], sharpness)
  }

  /// The predictions for other series, each flat, `[T, C]`.
  public func predictions(
    for series: [[Float]], on workers: any WorkSharing = SerialWork()
  ) -> BaselinePredictions {
    let set = PlainSeries(series, channels: model.features.channels)
    let scores = model.scores(of: set, on: workers).map { $0 * sharpness }
    return BaselinePredictions(
      method: model.features.settings.name,
      settings: model.features.settings.summary(features: model.features.count) + note,
      probabilities: .trusted(scores: scores, classes: classes))
  }
}

/// Regression of series by random convolution features and ridge regression; see
/// ``RocketBaseline``.
///
/// `Sendable`.
public struct RocketRegressionBaseline: Sendable {
  private let model: RocketModel
  private let center: Double
  private let spread: Double
  private let note: String

  /// The prediction for each of the training cases used by all others, `[N]`.
  package let heldOutValues: [Double]

  /// Learns from the training part.
  ///
  /// - Parameters:
  ///   - training: The series, at least one, each flat, `[T, C]`, with NaN for a missing value.
  ///   - values: The finite number of each.
  ///   - channels: C, at least 1.
  ///   - seed: The random seed.
  ///   - settings: The features.
  ///   - workers: The threads to share the work.
  public init(
    training: [[Float]], values: [Double], channels: Int, seed: UInt64,
    settings: RocketSettings = .standard, workers: any WorkSharing = SerialWork()
  ) {
    precondition(
      !training.isEmpty && training.count == values.count,
      "RocketRegressionBaseline: found \(training.count) series and \(values.count) numbers, "
        + "expected as many and at least one")
    let used = RocketCases.used(labels: values.map { _ in 0 })
    // Divided before they are added, so that large numbers do not overflow.
    let center = used.reduce(0) { $0 + values[$1] / Double(used.count) }
    let spread = used.reduce(0) { max($0, abs(values[$1] / 2 - center / 2)) }
    let targets = used.map { spread > 0 ? (values[$0] / 2 - center / 2) / spread : 0 }
    let (model, heldOut) = RocketModel.fitted(
      PlainSeries(used.map { training[$0] }, channels: channels), targets: [targets],
      settings: settings, seed: seed, workers: workers)
    (self.model, self.center, self.spread) = (model, center, spread)
    heldOutValues = heldOut[0].map { center + 2 * spread * $0 }
    note =
      used.count < training.count
      ? ", \(used.count.withThousandsSeparators) of "
        + training.count.withThousandsSeparators + " series" : ""
  }

  /// The predicted numbers of other series, each flat, `[T, C]`.
  public func predictions(
    for series: [[Float]], on workers: any WorkSharing = SerialWork()
  ) -> BaselineValues {
    let set = PlainSeries(series, channels: model.features.channels)
    return BaselineValues(
      method: model.features.settings.name,
      settings: model.features.settings.summary(features: model.features.count) + note,
      values: model.scores(of: set, on: workers).map { center + 2 * spread * $0 })
  }
}

/// The conversion of scores to probabilities: softmax(a · score).
enum ScoreSharpness {
  /// ln P of each label from its scores, `[K]`.
  static func logProbabilities(_ scores: ArraySlice<Double>, _ sharpness: Double) -> [Double] {
    let greatest = scores.reduce(-Double.infinity) { max($0, $1) }
    let logits = scores.map { ($0 - greatest) * sharpness }
    let logSum = ReproducibleMath.log(logits.reduce(0) { $0 + ReproducibleMath.exp($1) })
    return logits.map { $0 - logSum }
  }

  /// The factor a ≥ 0 that minimizes the log-loss of scores, `[N]` of `[K]`.
  ///
  /// The true label of a case counts as probable only to 1 − 1 / (N + 2), and the rest is shared by
  /// all labels (as in Platt 1999), so that the factor is finite where all cases are right.
  static func best(_ rows: [[Double]], labels: [Int]) -> Double {
    let share = 1 / Double(rows.count + 2)
    /// The derivative of the loss, which rises with the factor.
    func slope(_ sharpness: Double) -> Double {
      var slope = 0.0
      for (row, label) in zip(rows, labels) {
        let logs = logProbabilities(row[...], sharpness)
        for (score, log) in zip(row, logs) {
          slope += score * (ReproducibleMath.exp(log) - share / Double(row.count))
        }
        slope -= (1 - share) * row[label]
      }
      return slope
    }
    guard slope(0) < 0 else { return 0 }
    var (low, high) = (0.0, 1.0)
    while slope(high) < 0, high < 1e6 { (low, high) = (high, 2 * high) }
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if slope(middle) < 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
