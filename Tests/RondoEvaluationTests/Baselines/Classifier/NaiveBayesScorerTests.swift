import Testing

@testable import RondoEvaluation

struct NaiveBayesScorerTests {
  static let texts = ["good fun", "so good", "bad", "so bad not fun", "not bad"]
  static let labels = [0, 0, 1, 1, 2]
  static let others = ["good", "not so bad fun", "zzz", ""]

  /// Counts and the bag of each training text, as the baseline makes them.
  struct Counted {
    var symbols: NGramSymbols
    var table = NGramTable()
    var bags: [NGramBag] = []
    let order: Int
    let counts: NaiveBayesCounts

    init(_ texts: [String], _ labels: [Int], classes: Int, unit: NGramUnit, order: Int) {
      var symbols = NGramSymbols(unit: unit)
      var table = NGramTable()
      let numbers = texts.map { text in
        var numbers: [UInt32] = []
        table.learn(symbols.learn(text), maximumOrder: order) { numbers.append($0) }
        return numbers
      }
      var places: [Int32] = []
      (self.symbols, self.table, self.order) = (symbols, table, order)
      bags = numbers.map { NGramBag($0, kinds: table.orders.count, places: &places) }
      counts = NaiveBayesCounts(
        bags: bags, labels: labels, classes: classes, orders: table.orders, maximumOrder: order)
    }

    func scorer(_ smoothing: Double) -> NaiveBayesScorer {
      NaiveBayesScorer(
        counts, totals: counts.orders.indices.map { counts.total(of: $0) }, smoothing: smoothing)
    }

    func bag(_ text: String) -> NGramBag {
      var places: [Int32] = []
      var numbers: [UInt32] = []
      table.forEach(in: symbols.symbols(of: text), maximumOrder: order) { numbers.append($0) }
      return NGramBag(numbers, kinds: table.count, places: &places)
    }
  }

  /// CountVectorizer(analyzer) and MultinomialNB(alpha).predict_proba of scikit-learn 1.9.1, where
  /// the analyzer puts a mark at both ends, and gives all n-grams but the marks themselves.
  @Test(arguments: [
    (
      NGramUnit.character, 3, 0.5,
      [
        [0.999991111200948, 1.84642305465026e-07, 8.70415674614279e-06],
        [2.06280484168488e-07, 0.993438559389213, 0.00656123433030647], [0.4, 0.4, 0.2],
        [0.4, 0.4, 0.2],
      ]
    ),
    (
      .word, 2, 1,
      [
        [0.874944904395494, 0.0592802177200305, 0.0657748778844753],
        [0.0962930142128358, 0.712907959933492, 0.190799025853673], [0.4, 0.4, 0.2],
        [0.4, 0.4, 0.2],
      ]
    ),
    (
      .character, 1, 0.01,
      [
        [0.998479055538756, 0.000486314685360648, 0.00103462977588272],
        [6.52367695878767e-07, 0.999966954040629, 3.23935916732463e-05], [0.4, 0.4, 0.2],
        [0.4, 0.4, 0.2],
      ]
    ),
  ])
  func `probabilities are scikit-learn's`(
    unit: NGramUnit, order: Int, smoothing: Double, expected: [[Double]]
  ) {
    let counted = Counted(Self.texts, Self.labels, classes: 3, unit: unit, order: order)
    let scorer = counted.scorer(smoothing)
    for (text, expected) in zip(Self.others, expected) {
      let scores = scorer.scores(of: counted.bag(text))[order - 1]
      let predictions = ClassPredictions.trusted(scores: scores, classes: 3)
      for (label, expected) in expected.enumerated() {
        // The reference has 15 digits; sums of some dozen logarithms lose one or two more.
        let value = predictions.probability(of: label, case: 0)
        #expect(abs(value / expected - 1) < 1e-12, "\(text), label \(label)")
      }
    }
  }

  @Test(arguments: NGramUnit.allCases, [1.0, 0.05])
  func `leaving a text out is training without it`(unit: NGramUnit, smoothing: Double) {
    let labels = [0, 0, 1, 1, 1]
    let counted = Counted(Self.texts, labels, classes: 2, unit: unit, order: 3)
    for index in Self.texts.indices {
      let rest = Self.texts.indices.filter { $0 != index }
      let fewer = Counted(
        rest.map { Self.texts[$0] }, rest.map { labels[$0] }, classes: 2, unit: unit, order: 3)
      let expected = fewer.scorer(smoothing).scores(of: fewer.bag(Self.texts[index]))
      let scores = counted.scorer(smoothing).scores(
        of: counted.bags[index], leavingOut: labels[index])
      for order in 0..<3 {
        let difference = scores[order][0] - scores[order][1]
        #expect(abs(difference - (expected[order][0] - expected[order][1])) < 1e-12)
      }
    }
  }

  @Test func `scores of shorter n-grams are those of a table without longer ones`() {
    let long = Counted(Self.texts, Self.labels, classes: 3, unit: .character, order: 4)
    for order in 1...3 {
      let short = Counted(Self.texts, Self.labels, classes: 3, unit: .character, order: order)
      for text in Self.others {
        let all = long.scorer(0.5).scores(of: long.bag(text))[order - 1]
        let alone = short.scorer(0.5).scores(of: short.bag(text))[order - 1]
        for label in 0..<3 { #expect(abs(all[label] - alone[label]) < 1e-12) }
      }
    }
  }

  /// Counts of 1,024 and more are outside the table of gains.
  @Test(arguments: [1, 1500])
  func `several amounts of smoothing in one pass have the bits of each alone`(times: Int) {
    let texts = Self.texts.map { Array(repeating: $0, count: times).joined(separator: " ") }
    let counted = Counted(texts, Self.labels, classes: 3, unit: .word, order: 2)
    let scorers = NaiveBayesBaseline.smoothings.map(counted.scorer)
    let together = NaiveBayesScorers(scorers)
    for (bag, label) in zip(counted.bags, Self.labels) {
      let found = together.scores(of: bag, leavingOut: label)
      #expect(found.count == scorers.count)
      for (scorer, found) in zip(scorers, found) {
        let expected = scorer.scores(of: bag, leavingOut: label)
        #expect(found.joined().map(\.bitPattern) == expected.joined().map(\.bitPattern))
      }
    }
  }
}
