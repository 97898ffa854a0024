import RondoNumerics

/// The length of n-grams, the smoothing and the sharpness that are best in leave-one-out
/// validation.
struct NaiveBayesChoice {
  private(set) var order = 1
  private(set) var smoothing = 1.0
  private(set) var sharpness = 1.0
  private(set) var accuracy = 0.0
  let scorer: NaiveBayesScorer

  /// The largest number of scores, texts times labels, for each choice, without which the work
  /// would grow with their product. It takes effect with more than 25 labels.
  private static let scoreLimit = 500_000

  /// Chooses with at most `limit` of the texts.
  init(_ counts: NaiveBayesCounts, bags: [NGramBag], labels: [Int], limit: Int = 20_000) {
    let totals = counts.orders.indices.map { counts.total(of: $0) }
    func scorer(_ smoothing: Double) -> NaiveBayesScorer {
      NaiveBayesScorer(counts, totals: totals, smoothing: smoothing)
    }
    guard labels.count >= 2 else {
      self.scorer = scorer(smoothing)
      return
    }
    let cases = Self.usedTexts(of: labels.count, labels: counts.classes, limit: limit)
    let scorers = NaiveBayesBaseline.smoothings.map(scorer)
    var best = (index: 0, right: -1)
    for (index, right) in Self.right(scorers, cases, bags, labels).enumerated() {
      for (place, count) in right.enumerated()
      where count > best.right || (count == best.right && place + 1 < order) {
        (best, order) = ((index, count), place + 1)
      }
    }
    smoothing = NaiveBayesBaseline.smoothings[best.index]
    accuracy = Double(best.right) / Double(cases.count)
    self.scorer = scorers[best.index]
    let scores = cases.map {
      self.scorer.scores(of: bags[$0], leavingOut: labels[$0])[order - 1]
    }
    sharpness = Self.sharpness(scores, truth: cases.map { labels[$0] })
  }

  /// The texts left out in turn: at most `limit`, and within the limit on texts times labels.
  static func usedTexts(of count: Int, labels: Int, limit: Int = 20_000) -> [Int] {
    evenly(min(limit, max(200, scoreLimit / labels)), of: count)
  }

  /// At most `limit` evenly spaced indices below `count`.
  private static func evenly(_ limit: Int, of count: Int) -> [Int] {
    count <= limit ? Array(0..<count) : (0..<limit).map { $0 * count / limit }
  }

  /// The number of right predictions of each scorer for each length of n-grams.
  private static func right(
    _ scorers: [NaiveBayesScorer], _ cases: [Int], _ bags: [NGramBag], _ labels: [Int]
  ) -> [[Int]] {
    var right = scorers.map { Array(repeating: 0, count: $0.counts.kinds.count - 1) }
    let all = NaiveBayesScorers(scorers)
    for index in cases {
      let scores = all.scores(of: bags[index], leavingOut: labels[index])
      for (place, scores) in scores.enumerated() {
        for (order, row) in scores.enumerated() where row.greatestIndex == labels[index] {
          right[place][order] += 1
        }
      }
    }
    return right
  }

  /// The factor β in (0, 1] with the smallest log-loss, where its derivative Σ (E[score] − score of
  /// the true label), which increases with β, is 0.
  private static func sharpness(_ scores: [[Double]], truth: [Int]) -> Double {
    func slope(_ beta: Double) -> Double {
      var sum = 0.0
      for (row, label) in zip(scores, truth) where row[label].isFinite {
        let greatest = row[row.greatestIndex]
        var (weights, mean) = (0.0, 0.0)
        for score in row where score.isFinite {
          let weight = ReproducibleMath.exp(beta * (score - greatest))
          weights += weight
          mean += weight * (score - greatest)
        }
        sum += mean / weights - (row[label] - greatest)
      }
      return sum
    }
    if slope(1) <= 0 { return 1 }
    var (lower, upper) = (0.0, 1.0)
    for _ in 0..<30 {
      let middle = (lower + upper) / 2
      if slope(middle) > 0 { upper = middle } else { lower = middle }
    }
    return upper
  }
}

extension [Double] {
  /// The index of the largest number, of equal ones the lowest.
  fileprivate var greatestIndex: Int {
    var best = 0
    for index in indices where self[index] > self[best] { best = index }
    return best
  }
}
