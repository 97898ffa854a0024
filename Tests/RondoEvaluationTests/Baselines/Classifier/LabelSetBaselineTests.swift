import Foundation
import RondoData
import Testing

@testable import RondoEvaluation

struct LabelSetBaselineTests {
  private static let training = LabelledText([
    TextCase("good soup", labels: ["food"]),
    TextCase("good cheap soup", labels: ["food", "price"]),
    TextCase("cheap room", labels: ["price"]), TextCase("a quiet room", labels: []),
    TextCase("soup again", labels: ["food", "odd"]),
  ])
  private static let others = LabelledText([
    TextCase("cheap soup", labels: []), TextCase("quiet", labels: []),
  ])

  @Test func `label frequencies are shares with one added on both sides`() throws {
    let found = ClassifierBaselines.labelSets(
      training: Self.training, evaluation: Self.others, labels: ["food", "price"])
    #expect(found.count == 3 && found[0].method == "label frequencies")
    let odds = found[0].predictions.logOdds
    // ln(4 / 3) and ln(3 / 4), twice, from our own logarithm.
    let ratios: [Double] = [4.0 / 3, 0.75, 4.0 / 3, 0.75]
    for (found, ratio) in zip(odds, ratios) { #expect(abs(found - log(ratio)) < 1e-15) }
    #expect(found[0].predictions.sets == [[0], [0]])
  }

  @Test(arguments: NGramUnit.allCases)
  func `each label's odds are those of naive Bayes on two classes`(unit: NGramUnit) {
    let texts = Self.training.cases.map(\.text)
    let sets = [[0], [0, 1], [1], [], [0]]
    let found = LabelSetBayes(texts, sets, classes: 2, unit: unit)
      .baseline(for: Self.others.cases.map(\.text)).predictions
    for label in 0..<2 {
      let single = NaiveBayesBaseline(
        texts: texts, labels: sets.map { $0.contains(label) ? 1 : 0 }, classes: 2, unit: unit
      ).predictions(for: Self.others.cases.map(\.text)).probabilities
      for index in 0..<2 {
        let row = single?.logProbabilities[2 * index..<2 * index + 2] ?? []
        let expected = row[2 * index + 1] - row[2 * index]
        #expect(abs(found.logOdds[2 * index + label] - expected) < 1e-12)
      }
    }
  }

  @Test func `a label that all have, or none, is as frequent as it was`() {
    let found = LabelSetBayes(["a b", "c"], [[0], [0]], classes: 2, unit: .word)
      .baseline(for: ["a"]).predictions
    #expect(found.sets == [[0]] && found.logOdds.allSatisfy(\.isFinite))
  }
}
