import RondoNumerics

/// Multinomial naive Bayes on n-grams for each label against the rest.
///
/// Features, and the choice of n, smoothing and sharpness for each label, are those of
/// `NaiveBayesBaseline`, except that its number of texts left out in turn is divided among the
/// labels, with at least 500 for each. Labels are counted one at a time: the same memory, K times
/// the time.
struct LabelSetBayes {
  private let unit: NGramUnit
  private let classes: Int
  private let maximumOrder: Int
  private let sets: [[Int]]
  private let bags: [NGramBag]
  private let symbols: NGramSymbols
  private let table: NGramTable
  private let note: String

  /// Collects the n-grams of training texts with the labels `sets`, `[N]`, at least one.
  init(
    _ texts: [String], _ sets: [[Int]], classes: Int, unit: NGramUnit,
    maximumBytes: Int = 10_000_000
  ) {
    precondition(
      !texts.isEmpty && texts.count == sets.count,
      "LabelSetBayes: found \(texts.count) texts and \(sets.count) sets of labels")
    var symbols = NGramSymbols(unit: unit)
    var table = NGramTable()
    var places: [Int32] = []
    let maximumOrder = unit.maximumOrder
    let used = NaiveBayesBaseline.used(texts, maximumBytes)
    bags = used.map { index in
      var numbers: [UInt32] = []
      table.learn(symbols.learn(texts[index]), maximumOrder: maximumOrder) { numbers.append($0) }
      return NGramBag(numbers, kinds: table.count, places: &places)
    }
    (self.unit, self.classes, self.maximumOrder) = (unit, classes, maximumOrder)
    self.sets = used.map { sets[$0] }
    (self.symbols, self.table) = (symbols, table)
    note = used.count < texts.count ? ", \(used.count) of \(texts.count) training texts" : ""
  }

  /// The predictions for other texts.
  func baseline(for texts: [String]) -> LabelSetBaseline {
    var places: [Int32] = []
    let others = texts.map { text in
      var numbers: [UInt32] = []
      table.forEach(in: symbols.symbols(of: text), maximumOrder: maximumOrder) {
        numbers.append($0)
      }
      return NGramBag(numbers, kinds: table.count, places: &places)
    }
    var logOdds = Array(repeating: 0.0, count: texts.count * classes)
    for label in 0..<classes {
      for (index, odds) in self.logOdds(of: label, in: others).enumerated() {
        logOdds[index * classes + label] = odds
      }
    }
    return LabelSetBaseline(
      "naive Bayes on \(unit) n-grams", "each label against the rest\(note)", logOdds: logOdds,
      classes: classes)
  }

  private func logOdds(of label: Int, in others: [NGramBag]) -> [Double] {
    let labels = sets.map { $0.contains(label) ? 1 : 0 }
    let present = labels.reduce(0, +)
    if present == 0 || present == labels.count {
      // Nothing to compare: the frequency of the label.
      let odds = ReproducibleMath.log(Double(present + 1) / Double(labels.count - present + 1))
      return others.map { _ in odds }
    }
    let counts = NaiveBayesCounts(
      bags: bags, labels: labels, classes: 2, orders: table.orders, maximumOrder: maximumOrder)
    let choice = NaiveBayesChoice(
      counts, bags: bags, labels: labels, limit: max(500, 20_000 / classes))
    return others.map { bag in
      let scores = choice.scorer.scores(of: bag)[choice.order - 1]
      return (scores[1] - scores[0]) * choice.sharpness
    }
  }
}
