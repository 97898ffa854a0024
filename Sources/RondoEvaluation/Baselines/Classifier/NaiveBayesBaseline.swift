/// Multinomial naive Bayes on the n-grams of a text, of all lengths from 1 to n.
///
///     let baseline = NaiveBayesBaseline(
///       texts: ["good fun", "so good", "bad", "so bad"], labels: [0, 0, 1, 1], classes: 2,
///       unit: .word)
///     baseline.predictions(for: ["good"]).labels  // [0]
///
/// - N-grams are of characters or of words, with a mark before the first symbol and one after the
///   last (``NGramUnit``).
/// - n and the smoothing (Lidstone: a number added to every count) are those with the most right
///   predictions in leave-one-out validation; of equally good ones the smallest n, then the most
///   smoothing. Leaving a text out is a subtraction of counts, so that this is exact and takes one
///   pass for each amount of smoothing. Of more than 20,000 texts, 20,000 evenly spaced ones are
///   left out in turn; with K labels at most 500,000 / K texts, but at least 200.
/// - Because n-grams overlap, naive Bayes is overconfident. Its scores are therefore multiplied by
///   the number up to 1 that minimises the log-loss of the same left-out texts (temperature
///   scaling; Guo et al. 2017), which changes no prediction.
///
/// The same input gives the same bits. Of more than 10 MB of training text, evenly spaced texts are
/// counted, and the settings give their number. Memory about 40 bytes an n-gram and 8 for each
/// occurrence in a text; O(characters · n) time. `Sendable`.
public struct NaiveBayesBaseline: Sendable {
  /// The amounts of smoothing tried.
  static let smoothings = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01]

  /// The symbols of the n-grams.
  public let unit: NGramUnit

  /// n, the length of the longest n-grams.
  public let order: Int

  /// The number added to every count.
  public let smoothing: Double

  /// The factor of the scores before they are converted to probabilities.
  public let sharpness: Double

  /// The fraction of right predictions among the training texts left out in turn.
  public let leaveOneOutAccuracy: Double

  let symbols: NGramSymbols
  let table: NGramTable
  let scorer: NaiveBayesScorer
  private let note: String

  private var classes: Int { scorer.counts.classes }

  /// Counts the n-grams of the training part and chooses n and smoothing on it alone.
  ///
  /// - Parameters:
  ///   - texts: The texts of the training part, `[N]`, at least one.
  ///   - labels: The label of each, in 0..<classes.
  ///   - classes: K, the number of labels.
  ///   - unit: The symbols of the n-grams.
  ///   - maximumOrder: The largest n tried, in 1...255; nil for 5 characters or 3 words.
  ///   - maximumBytes: The approximate limit on the text counted, in bytes of UTF-8.
  public init(
    texts: [String], labels: [Int], classes: Int, unit: NGramUnit, maximumOrder: Int? = nil,
    maximumBytes: Int = 10_000_000
  ) {
    let maximumOrder = maximumOrder ?? unit.maximumOrder
    precondition(
      !texts.isEmpty && texts.count == labels.count && (1...255).contains(maximumOrder),
      "NaiveBayesBaseline: found \(texts.count) texts, \(labels.count) labels and order "
        + "\(maximumOrder), expected as many labels as texts, at least one, and an order in 1...255"
    )
    labels.requireLabels(below: classes, in: "NaiveBayesBaseline")
    var symbols = NGramSymbols(unit: unit)
    var table = NGramTable()
    var places: [Int32] = []
    var numbers: [UInt32] = []
    let used = Self.used(texts, maximumBytes)
    let bags = used.map { index in
      numbers.removeAll(keepingCapacity: true)
      table.learn(symbols.learn(texts[index]), maximumOrder: maximumOrder) { numbers.append($0) }
      return NGramBag(numbers, kinds: table.count, places: &places)
    }
    let labels = used.map { labels[$0] }
    let counts = NaiveBayesCounts(
      bags: bags, labels: labels, classes: classes, orders: table.orders,
      maximumOrder: maximumOrder)
    let choice = NaiveBayesChoice(counts, bags: bags, labels: labels)
    self.unit = unit
    note = used.count < texts.count ? ", \(used.count) of \(texts.count) training texts" : ""
    (order, smoothing, sharpness) = (choice.order, choice.smoothing, choice.sharpness)
    leaveOneOutAccuracy = choice.accuracy
    (self.symbols, self.table, scorer) = (symbols, table, choice.scorer)
  }

  /// Creates a baseline from stored settings and counts.
  init(
    unit: NGramUnit, order: Int, smoothing: Double, sharpness: Double, leaveOneOutAccuracy: Double,
    symbols: NGramSymbols, table: NGramTable, counts: NaiveBayesCounts
  ) {
    (self.unit, self.order, self.smoothing) = (unit, order, smoothing)
    (self.sharpness, self.leaveOneOutAccuracy) = (sharpness, leaveOneOutAccuracy)
    (self.symbols, self.table, note) = (symbols, table, "")
    scorer = NaiveBayesScorer(counts, smoothing: smoothing)
  }

  /// Whether texts with these labels have been counted, as far as their number tells.
  func isCounted(in labels: [Int], _ classes: Int) -> Bool {
    var texts = Array(repeating: 0, count: classes)
    for label in labels { texts[label] += 1 }
    return texts == scorer.counts.texts
  }

  /// The training texts to count: all, or evenly spaced ones up to about this size.
  static func used(_ texts: [String], _ maximumBytes: Int) -> [Int] {
    let bytes = texts.reduce(0) { $0 + $1.utf8.count }
    guard bytes > maximumBytes else { return Array(texts.indices) }
    let count = max(1, Int(Double(texts.count) * Double(maximumBytes) / Double(bytes)))
    return (0..<count).map { $0 * texts.count / count }
  }

  /// The predictions for other texts.
  public func predictions(for texts: [String]) -> BaselinePredictions {
    var places: [Int32] = []
    var scores: [Double] = []
    scores.reserveCapacity(texts.count * classes)
    for text in texts {
      var numbers: [UInt32] = []
      table.forEach(in: symbols.symbols(of: text), maximumOrder: order) { numbers.append($0) }
      let bag = NGramBag(numbers, kinds: table.count, places: &places)
      scores += scorer.scores(of: bag)[order - 1].map { $0 * sharpness }
    }
    return BaselinePredictions(
      method: "naive Bayes on \(unit) n-grams",
      settings: "n ≤ \(order), smoothing \(smoothing)\(note)",
      probabilities: .trusted(scores: scores, classes: classes))
  }

  /// ln P(label) of a text for each label, [K], at least −30.
  package func opinion(on text: String) -> [Double] {
    var numbers: [UInt32] = []
    table.forEach(in: symbols.symbols(of: text), maximumOrder: order) { numbers.append($0) }
    let scores = scorer.scores(of: NGramBag(uncounted: numbers))[order - 1].map { $0 * sharpness }
    let predictions = ClassPredictions.trusted(scores: scores, classes: classes)
    return predictions.logProbabilities.map { max($0, -30) }
  }
}
