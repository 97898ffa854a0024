import RondoNumerics

/// The windows and the sharpness of a ``WarpingOpinion`` that are best in leave-one-out validation.
///
/// Each choice has the smallest sum of the mean log-loss and the error rate over the stored series
/// whose label has another stored series. The error rate alone has many ties in small sets.
struct WarpingChoice {
  /// The chosen measures.
  private(set) var measures: [WarpingOpinion.Measure] = []
  /// For each measure, the costs of each stored series among the others, `[S, K]`.
  private(set) var costs: [[Double]] = []

  /// The windows tried, in percent of the longest stored series, from the widest to the narrowest:
  /// costs with a wider window are lower bounds.
  static let percentages = [20, 12, 7, 4, 2, 1, 0]

  /// The factors of a score that are tried, from √½ to 16; the most typical is the first.
  static let sharpnesses = [4, 2.83, 5.66, 2, 8, 1.41, 11.31, 1, 16, 0.71]

  /// The weights of values and slopes; a view of weight 0 is left out.
  static let weights: [[Double]] = [[1, 0], [0, 1], [1, 1], [1, 0.5], [0.5, 1]]

  private let labels: [Int]
  private let counts: LabelCounts

  /// Chooses for stored series and their labels, in 0..<classes.
  init(_ stored: PlainSeries, labels: [Int], classes: Int, workers: any WorkSharing) {
    self.labels = labels
    counts = LabelCounts(labels, classes: classes)
    var best = SeriesView.allCases.map { view in
      window(of: view, view.of(stored), workers)
    }
    let scores = best.map { $0.measure.scores(of: $0.costs) }
    var (least, chosen) = (Double.infinity, [1.0, 0.0])
    for weights in Self.weights {
      let sums = zip(scores[0], scores[1]).map { values, slopes in
        (weights[0] > 0 ? weights[0] * values : 0) + (weights[1] > 0 ? weights[1] * slopes : 0)
      }
      for sharpness in Self.sharpnesses {
        let value = penalty(sums, sharpness)
        if value < least { (least, chosen) = (value, weights.map { $0 * sharpness }) }
      }
    }
    for (place, sharpness) in chosen.enumerated() { best[place].measure.sharpness = sharpness }
    best.removeAll { $0.measure.sharpness == 0 }
    (measures, costs) = (best.map(\.measure), best.map(\.costs))
  }

  /// The measure of one view with its best window, sharpness 1, and its costs.
  private func window(
    of view: SeriesView, _ stored: PlainSeries, _ workers: any WorkSharing
  ) -> (measure: WarpingOpinion.Measure, costs: [Double]) {
    var bounds = Array(repeating: 0.0, count: stored.count * stored.count)
    var best = (measure: WarpingOpinion.Measure(view: view), costs: [Double]())
    var (least, last) = (Double.infinity, -1)
    for percentage in Self.percentages {
      let radius = WarpingWindowSearch.steps(percentage, of: stored.greatestLength)
      if radius == last { continue }
      last = radius
      let costs = LabelDistances(
        stored, labels: labels, classes: counts.classes, radius: radius
      ).costsOfStored(bounds: &bounds, on: workers)
      let measure = WarpingOpinion.Measure(
        view: view, radius: radius, sharpness: 1, offset: offset(costs))
      let scores = measure.scores(of: costs)
      let value = Self.sharpnesses.reduce(Double.infinity) { min($0, penalty(scores, $1)) }
      if value <= least { (least, best) = (value, (measure, costs)) }
    }
    return best
  }

  /// A hundredth of the median cost of the nearest series, without exact repeats, so that no
  /// logarithm is infinite.
  private func offset(_ costs: [Double]) -> Double {
    let nearest = labels.indices.map { index in
      costs[index * counts.classes..<(index + 1) * counts.classes].min() ?? .infinity
    }.filter { $0.isFinite && $0 > 0 }.sorted()
    return nearest.isEmpty ? 1 : max(nearest[nearest.count / 2] / 100, .leastNormalMagnitude)
  }

  /// The mean log-loss plus the error rate of scores, `[S, K]`, times a sharpness.
  private func penalty(_ scores: [Double], _ sharpness: Double) -> Double {
    var (sum, cases) = (0.0, 0)
    for (index, label) in labels.enumerated() where counts.counts[label] > 1 {
      let row = scores[index * counts.classes..<(index + 1) * counts.classes]
      let answer = counts.logProbabilities(row.map { $0 * sharpness }, leavingOut: label)
      sum -= answer[label]
      if row.first(where: { $0 > row[row.startIndex + label] }) != nil { sum += 1 }
      cases += 1
    }
    return sum / Double(max(cases, 1))
  }
}

/// The number of stored series of each label, and the probabilities that scores mean with them.
struct LabelCounts: Sendable {
  let counts: [Int]
  private let total: Int

  init(_ labels: [Int], classes: Int) {
    var counts = Array(repeating: 0, count: classes)
    for label in labels { counts[label] += 1 }
    (self.counts, total) = (counts, labels.count)
  }

  var classes: Int { counts.count }

  /// ln P of each label, `[K]`, for scores, −∞ for a label without stored series.
  ///
  /// With S stored series, the softmax of the scores has the weight S / (S + 1), and the frequency of
  /// each label, with one added to each count, the rest: few series cannot make certain.
  ///
  /// - Parameter own: The label of a stored series that is left out of the counts.
  func logProbabilities(_ scores: [Double], leavingOut own: Int? = nil) -> [Double] {
    let total = Double(self.total - (own == nil ? 0 : 1))
    let greatest = scores.max() ?? -.infinity
    let weights = scores.map { score in
      greatest.isFinite ? ReproducibleMath.exp(score - greatest) : 0
    }
    let sum = weights.reduce(0, +)
    let rest = sum > 0 ? 1 / (total + 1) : 1
    return counts.indices.map { label in
      let count = Double(counts[label] - (label == own ? 1 : 0))
      let prior = (count + 1) / (total + Double(classes))
      let share = sum > 0 ? weights[label] / sum : 0
      return ReproducibleMath.log((1 - rest) * share + rest * prior)
    }
  }
}
