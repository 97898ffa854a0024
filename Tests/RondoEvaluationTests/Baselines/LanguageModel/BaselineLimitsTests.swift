import Foundation
import TestSupport
import Testing

@testable import RondoEvaluation

@Suite("Baseline limits")
struct BaselineLimitsTests {
  @Test("keep the parts next to the split and say so")
  func cutBothParts() {
    var random = SeededIDs(seed: 3)
    let training = random.ids(count: 1500, below: 4)
    let evaluation = random.ids(count: 40, below: 4)
    let limits = BaselineLimits(maximumTrainingSymbols: 1200, maximumEvaluationSymbols: 30)
    var expected = NGramBaseline.best(
      training: Array(training.suffix(1200)), evaluation: Array(evaluation.prefix(30)),
      vocabularySize: 4, maximumOrder: 3)
    #expect(expected.note == nil)
    expected.note =
      "trained on the last 1,200 of 1,500 symbols; evaluated the first 30 of 40 symbols"
    let result = NGramBaseline.best(
      training: training, evaluation: evaluation, vocabularySize: 4, maximumOrder: 3,
      limits: limits)
    #expect(result == expected)
  }

  @Test("may leave nothing to train on")
  func nothingToTrainOn() {
    let result = NGramBaseline.best(
      training: [0, 1, 1], evaluation: [1], vocabularySize: 2, maximumOrder: 2,
      limits: BaselineLimits(maximumTrainingSymbols: 0))
    #expect(result.trainedOn == 0)
    #expect(abs(result.natsPerSymbol - log(2)) < 1e-15)
    #expect(result.note == "trained on the last 0 of 3 symbols")
  }

  @Test("a result survives JSON")
  func resultSurvivesJSON() throws {
    let result = NGramBaseline.best(
      training: [0, 1, 1, 0], evaluation: [1, 0], vocabularySize: 2, maximumOrder: 2,
      limits: BaselineLimits(maximumTrainingSymbols: 3))
    let decoded = try JSONDecoder().decode(
      BaselineResult.self, from: JSONEncoder().encode(result))
    #expect(decoded == result)
  }
}
