import TestSupport
import Testing

@testable import RondoEvaluation

struct NaiveBayesBaselineTests {
  /// Words of "ab" for label 0 and of "cd" for label 1, so that single characters tell all.
  static let texts = ["abab", "baba", "aabb", "cdcd", "dcdc", "ccdd"]
  static let labels = [0, 0, 0, 1, 1, 1]

  @Test func `of equally good settings the simplest is chosen`() {
    let baseline = NaiveBayesBaseline(
      texts: Self.texts, labels: Self.labels, classes: 2, unit: .character)
    #expect(baseline.order == 1)
    #expect(baseline.smoothing == 1)
    #expect(baseline.sharpness == 1)
    #expect(baseline.leaveOneOutAccuracy == 1)
    let predictions = baseline.predictions(for: ["aaa", "d", "bbd"])
    #expect(predictions.labels == [0, 1, 0])
    #expect(predictions.method == "naive Bayes on character n-grams")
    #expect(predictions.settings == "n ≤ 1, smoothing 1.0")
  }

  @Test func `longer n-grams are chosen where single symbols tell nothing`() {
    let texts = ["abcabc", "bcabca", "cabcab", "acbacb", "cbacba", "bacbac"]
    let baseline = NaiveBayesBaseline(
      texts: texts, labels: Self.labels, classes: 2, unit: .character, maximumOrder: 3)
    #expect(baseline.order == 2)
    #expect(baseline.predictions(for: ["abc", "cba"]).labels == [0, 1])
  }

  @Test func `where labels are drawn by lot it is not sure of itself`() throws {
    var random = SeededIDs(seed: 8)
    let texts = (0..<60).map { _ in String((0..<12).map { _ in "abcdef".randomElement(&random) }) }
    let labels = (0..<60).map { _ in random.number(below: 2) }
    let baseline = NaiveBayesBaseline(
      texts: texts, labels: labels, classes: 2, unit: .character)
    #expect(baseline.sharpness < 0.5)
    let predictions = try #require(baseline.predictions(for: texts).probabilities)
    #expect(predictions.confidences.allSatisfy { $0 < 0.95 })
  }

  @Test func `words lose case and width, characters keep every byte`() {
    let words = NaiveBayesBaseline(
      texts: ["Good  DAY", "bad night"], labels: [0, 1], classes: 2, unit: .word)
    #expect(words.predictions(for: ["ｇｏｏｄ", "NIGHT"]).labels == [0, 1])
    let characters = NaiveBayesBaseline(
      texts: ["\u{E9}", "e\u{301}"], labels: [0, 1], classes: 2, unit: .character)
    #expect(characters.predictions(for: ["\u{E9}\u{E9}", "e\u{301}e\u{301}"]).labels == [0, 1])
  }

  @Test(arguments: NGramUnit.allCases)
  func `little to learn from is no trap`(unit: NGramUnit) throws {
    let cases: [(texts: [String], labels: [Int])] = [
      (["a"], [1]), ([""], [0]), (["", ""], [0, 1]), (["a", "a"], [2, 2]), (["a", "b"], [0, 2]),
      (["\u{0}\n \t", "🧑🏽‍🚀"], [0, 1]),
    ]
    for (texts, labels) in cases {
      let baseline = NaiveBayesBaseline(texts: texts, labels: labels, classes: 3, unit: unit)
      let predictions = try #require(
        baseline.predictions(for: ["", "a", "zz", "a b a"]).probabilities)
      #expect(predictions.count == 4)
      #expect(predictions.labels.allSatisfy { labels.contains($0) })
      #expect(predictions.logLoss(truth: [0, 1, 2, 1]).isFinite)
    }
  }

  @Test func `of much text a part at even distances is counted`() {
    let baseline = NaiveBayesBaseline(
      texts: ["aaaa", "bb", "aaaa", "bb", "aaaa", "bb"], labels: [0, 1, 0, 1, 0, 1], classes: 2,
      unit: .character, maximumOrder: 1, maximumBytes: 12)
    let predictions = baseline.predictions(for: ["a", "b"])
    #expect(predictions.labels == [0, 1])
    #expect(predictions.settings == "n ≤ 1, smoothing 1.0, 4 of 6 training texts")
  }

  @Test func `gives the same bits again`() {
    let results = (0..<2).map { _ in
      NaiveBayesBaseline(texts: Self.texts, labels: Self.labels, classes: 2, unit: .character)
        .predictions(for: ["ad", "bcd"]).probabilities
    }
    #expect(results[0] == results[1])
  }

  @Test(arguments: UInt64(0)..<4)
  func `every n-gram has a number of its own`(seed: UInt64) {
    var random = SeededIDs(seed: seed)
    var table = NGramTable()
    var numbers: [[UInt32]: UInt32] = [:]
    for _ in 0..<40 {
      let symbols = random.ids(count: 20, below: 30)
      var found: [UInt32] = []
      table.learn(symbols, maximumOrder: 4) { found.append($0) }
      var again: [UInt32] = []
      table.forEach(in: symbols, maximumOrder: 4) { again.append($0) }
      #expect(found == again)
      let grams = symbols.indices.flatMap { start in
        (1...min(4, symbols.count - start)).map { Array(symbols[start..<start + $0]) }
      }
      #expect(grams.count == found.count)
      for (gram, number) in zip(grams, found) {
        #expect(numbers[gram, default: number] == number)
        #expect(Int(table.orders[Int(number)]) == gram.count)
        numbers[gram] = number
      }
    }
    #expect(numbers.count == table.count, "\(table.count) numbers, more than the first 1024 places")
    #expect(Set(numbers.values).count == numbers.count)
  }

  /// Counting the texts that are left out, not the time that it takes.
  @Test(arguments: [
    (texts: 100, labels: 5000, used: 100), (10_000, 5000, 200), (10_000, 1000, 500),
    (10_000, 50, 10_000), (60_000, 2, 20_000), (3, 1, 3),
  ])
  func `the texts that settings are chosen by grow fewer as labels grow more`(
    texts: Int, labels: Int, used: Int
  ) {
    #expect(NaiveBayesChoice.usedTexts(of: texts, labels: labels).count == used)
  }

  @Test func `the majority is the most frequent label, of equal ones the lowest`() throws {
    let baseline = MajorityBaseline(labels: [2, 1, 2, 1], classes: 4).predictions(count: 3)
    #expect(baseline.labels == [1, 1, 1])
    let probabilities = try #require(baseline.probabilities)
    #expect(abs(probabilities.probability(of: 1, case: 2) - 3.0 / 8) < 1e-15)
    #expect(abs(probabilities.probability(of: 3, case: 2) - 1.0 / 8) < 1e-15)
    #expect(MajorityBaseline(labels: [], classes: 2).predictions(count: 1).labels == [0])
    #expect(MajorityBaseline(labels: [1], classes: 2).predictions(count: 0).labels == [])
  }
}

extension String {
  fileprivate func randomElement(_ random: inout SeededIDs) -> Character {
    self[index(startIndex, offsetBy: random.number(below: count))]
  }
}
