package import RondoNumerics

/// The probability of each label of a series, from its distance to the nearest training series of
/// each label by dynamic time warping.
///
///     let opinion = WarpingOpinion(
///       training: [[0, 0, 1], [0, 0, 2], [1, 0, 0], [3, 0, 0]], labels: [0, 0, 1, 1], classes: 2,
///       channels: 1)
///     opinion.logProbabilities(of: [0, 0, 3])  // [K], the greatest for label 0
///
/// With d_k the cost of warping the series onto the nearest of label k, the score of a label is
///
///     score(k) = −a ln(d_k + o) − b ln(d′_k + o′)
///
/// where d′ compares slopes (``SeriesView``) and a or b may be 0, and the probabilities are the softmax of the scores,
/// mixed with the frequencies of the labels (``LabelCounts``). Logarithms make the scores
/// independent of the units of the series. The windows, a and b are those with the least log-loss
/// plus error rate when each stored series is left out in turn (``WarpingChoice``).
///
/// - Series are not scaled. Lengths may differ. Missing values are interpolated as in
///   ``NearestNeighborBaseline``. Series of more than ``lengthLimit`` steps are averaged over equal
///   numbers of steps.
/// - At most ``storedLimit`` training series are stored by default, of each label about the same part, evenly
///   spaced; fewer where comparing them would take too long.
/// - An empty series has the frequencies of the labels.
///
/// The same input gives the same bits for any number of threads. A series costs at most
/// O(S · T · window · C); most comparisons are abandoned early. `Sendable`.
package struct WarpingOpinion: Sendable {
  /// The largest number of stored series.
  package static let storedLimit = 500

  /// The number of steps beyond which series are averaged.
  static let lengthLimit = 2048

  /// A way to compare series, and its weight.
  struct Measure: Codable, Hashable, Sendable {
    /// What is compared.
    var view: SeriesView
    /// The window in steps.
    var radius = 0
    /// The factor of the logarithm of the cost.
    var sharpness = 1.0
    /// The number added to the cost, greater than 0.
    var offset = 1.0

    /// The scores for costs, −∞ for an infinite cost.
    func scores(of costs: [Double]) -> [Double] {
      costs.map { $0.isFinite ? -sharpness * ReproducibleMath.log($0 + offset) : -.infinity }
    }
  }

  /// The answers on the training series, ln P for each label, `[N, K]`, each without the series
  /// itself; the settings are those of all. Empty if the opinion was read from a file.
  package private(set) var heldOutLogProbabilities: [Double] = []

  /// The stored series, each flat, `[T, C]`.
  let stored: [[Float]]
  /// The label of each stored series.
  let labels: [Int]
  package let channels: Int
  /// The number of steps that are averaged to one.
  let stride: Int
  let measures: [Measure]

  private let counts: LabelCounts
  private let distances: [LabelDistances]

  /// Stores training series and chooses the settings.
  ///
  /// - Parameters:
  ///   - training: The series, `[N]`, each flat, `[T, C]`, with NaN for a missing value.
  ///   - labels: The label of each, in 0..<classes.
  ///   - classes: K, the number of labels.
  ///   - channels: C, at least 1.
  ///   - storedLimit: The largest number of stored series, at least 1.
  ///   - workers: The threads that share the work.
  package init(
    training: [[Float]], labels: [Int], classes: Int, channels: Int,
    storedLimit: Int = Self.storedLimit, workers: any WorkSharing = SerialWork()
  ) {
    precondition(
      training.count == labels.count && classes >= 1 && storedLimit >= 1,
      "WarpingOpinion: found \(training.count) series, \(labels.count) labels, \(classes) classes "
        + "and a limit of \(storedLimit), expected as many labels as series and at least one each")
    labels.requireLabels(below: classes, in: "WarpingOpinion")
    let length = training.reduce(0) { max($0, $1.count / channels) }
    let stride = max(1, (length + Self.lengthLimit - 1) / Self.lengthLimit)
    let series = training.map { Self.averaged($0, over: stride, channels: channels) }
    let used = Self.used(
      series, labels, classes: classes, channels: channels, limit: storedLimit)
    let (stored, own) = (used.map { series[$0] }, used.map { labels[$0] })
    let choice = WarpingChoice(
      PlainSeries(stored, channels: channels), labels: own, classes: classes, workers: workers)
    self.init(
      stored: stored, labels: own, classes: classes, channels: channels, stride: stride,
      measures: choice.measures)
    heldOutLogProbabilities = heldOut(series, used, choice.costs, workers)
  }

  /// Creates an opinion from stored series and settings.
  init(
    stored: [[Float]], labels: [Int], classes: Int, channels: Int, stride: Int,
    measures: [Measure]
  ) {
    (self.stored, self.labels, self.channels) = (stored, labels, channels)
    (self.stride, self.measures) = (stride, measures)
    counts = LabelCounts(labels, classes: classes)
    let plain = PlainSeries(stored, channels: channels)
    distances = measures.map { measure in
      LabelDistances(
        measure.view.of(plain), labels: labels, classes: classes, radius: measure.radius)
    }
  }

  /// K, the number of labels.
  package var classes: Int { counts.classes }

  /// ln P of each label, `[K]`, for a series, flat, `[T, C]`; always finite.
  package func logProbabilities(of series: [Float]) -> [Double] {
    let averaged = Self.averaged(series, over: stride, channels: channels)
    let plain = PlainSeries([averaged], channels: channels)
    let costs = zip(measures, distances).map { $1.costs(of: $0.view.of(plain)) }
    return answer(costs, row: 0)
  }
}

extension WarpingOpinion {
  /// The answer to a row of the costs of each measure, `[N, K]`.
  private func answer(_ costs: [[Double]], row: Int, leavingOut own: Int? = nil) -> [Double] {
    var sums = Array(repeating: 0.0, count: classes)
    for (measure, costs) in zip(measures, costs) {
      let scores = measure.scores(of: Array(costs[row * classes..<(row + 1) * classes]))
      for label in sums.indices { sums[label] += scores[label] }
    }
    return counts.logProbabilities(sums, leavingOut: own)
  }

  /// The answers on all series, `[N, K]`; those at `used` are stored, with known costs.
  private func heldOut(
    _ series: [[Float]], _ used: [Int], _ known: [[Double]], _ workers: any WorkSharing
  ) -> [Double] {
    var places = Array(repeating: -1, count: series.count)
    for (place, index) in used.enumerated() { places[index] = place }
    let others = series.indices.filter { places[$0] < 0 }
    let plain = PlainSeries(others.map { series[$0] }, channels: channels)
    let costs = zip(measures, distances).map { $1.costs(of: $0.view.of(plain), on: workers) }
    var row = -1
    return places.flatMap { place in
      if place >= 0 { return answer(known, row: place, leavingOut: labels[place]) }
      row += 1
      return answer(costs, row: row)
    }
  }

  /// The mean of the present values of every `stride` steps, the last of which may be fewer.
  static func averaged(_ series: [Float], over stride: Int, channels: Int) -> [Float] {
    guard stride > 1 else { return series }
    let steps = series.count / channels
    return (0..<(steps + stride - 1) / stride).flatMap { block in
      (0..<channels).map { channel in
        let present = (block * stride..<min(steps, (block + 1) * stride))
          .map { series[$0 * channels + channel] }.filter(\.isFinite)
        let sum = present.reduce(0.0) { $0 + Double($1) }
        return present.isEmpty ? .nan : Float(sum / Double(present.count))
      }
    }
  }

  /// The series to store, in ascending order; none of them empty.
  ///
  /// As many of each label as its part of all, but at least one, evenly spaced.
  static func used(
    _ series: [[Float]], _ labels: [Int], classes: Int, channels: Int, limit: Int
  ) -> [Int] {
    var byLabel = Array(repeating: [Int](), count: classes)
    for (index, label) in labels.enumerated() where !series[index].isEmpty {
      byLabel[label].append(index)
    }
    byLabel.removeAll(where: \.isEmpty)
    let limit = min(limit, timeLimit(series, channels: channels))
    if byLabel.count >= limit {
      let spaced = (0..<min(limit, byLabel.count)).map { $0 * byLabel.count / limit }
      return spaced.map { byLabel[$0][0] }.sorted()
    }
    let all = byLabel.reduce(0) { $0 + $1.count }
    let (more, rest) = (min(limit, all) - byLabel.count, max(all - byLabel.count, 1))
    var before = 0
    return byLabel.flatMap { indices in
      let after = before + indices.count - 1
      let count = 1 + after * more / rest - before * more / rest
      before = after
      return (0..<count).map { indices[$0 * indices.count / count] }
    }.sorted()
  }

  /// The number of series to store, so that the search for a window has at most 2 · 10¹⁰ table
  /// entries for its widest window, and the answers on the training series at most 10¹¹: seconds on
  /// one core, because most comparisons are abandoned.
  private static func timeLimit(_ series: [[Float]], channels: Int) -> Int {
    let length = series.reduce(0) { max($0, $1.count / channels) }
    let radius = WarpingWindowSearch.steps(WarpingChoice.percentages[0], of: length)
    let entries = Double(max(2 * length * min(length, 2 * radius + 1) * channels, 1))
    let search = (2e10 / entries).squareRoot()
    let answers = 1e11 / (entries * Double(max(series.count, 1)))
    return max(1, Int(min(search, answers, 1e9)))
  }
}
