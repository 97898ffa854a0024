import Foundation
import RondoData
import Testing

@testable import RondoModels

struct PriorScoreTests {
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
