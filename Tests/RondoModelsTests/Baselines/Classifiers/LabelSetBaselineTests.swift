import Foundation
import RondoEngine
import Testing

@testable import RondoModels

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
    let texts = Self.training.inputs
    let sets = [[0], [0, 1], [1], [], [0]]
    let found = LabelSetBayes(texts, sets, classes: 2, unit: unit)
      .baseline(for: Self.others.inputs).predictions
    for label in 0..<2 {
      let single = NaiveBayesBaseline(
        texts: texts, labels: sets.map { $0.contains(label) ? 1 : 0 }, classes: 2, unit: unit
      ).predictions(for: Self.others.inputs).probabilities
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

  @Test func `what validation must beat is the majority, the frequencies or the mean`() {
    let cases = ["a", "b", "c", "d"]
    let labels: [ClassLabel] = ["x", "y"]
    let majority = PriorScore(
      training: LabelledCases(cases, labels: labels, truth: [0, 1, 1, 1]),
      validation: LabelledCases(cases, labels: labels, truth: [1, 1, 0, 0]))
    #expect(majority.method == "majority" && majority.score.accuracy == 0.5)
    // P(y) is 4/6 after one is added to each count.
    let loss = -(log(4.0 / 6) + log(2.0 / 6)) / 2
    #expect(abs((majority.score.logLoss ?? 0) - loss) < 1e-12)
    let sets = LabelledCases(cases, labels: labels, sets: [[0], [0, 1], [0], []])
    let frequencies = PriorScore(training: sets, validation: sets)
    #expect(frequencies.method == "label frequencies" && frequencies.score.accuracy == 0.5)
    #expect(frequencies.score.microF1 == 6.0 / 8)
    let mean = PriorScore(
      training: LabelledCases(cases, values: [1, 3, 1, 3]),
      validation: LabelledCases(cases, values: [2, 2, 5, -1]))
    #expect(mean.method == "mean" && mean.score.rmse == 4.5.squareRoot())
  }
}
