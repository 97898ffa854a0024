import Testing

@testable import RondoEvaluation

struct ClassifierBaselinesTests {
  @Test func `texts have three baselines, which a report compares`() throws {
    let baselines = ClassifierBaselines.text(
      training: ["good day", "so good", "bad day", "bad"], labels: [1, 1, 0, 0], classes: 2,
      evaluation: ["good good", "bad bad", "so good"])
    #expect(
      baselines.map(\.method) == [
        "majority", "naive Bayes on character n-grams", "naive Bayes on word n-grams",
      ])
    #expect(baselines.map(\.labels) == [[0, 0, 0], [1, 0, 1], [1, 0, 1]])
    let report = try ClassificationReport(
      labels: ["bad", "good"], truth: [1, 0, 1],
      predictions: ExamplePredictions.predictions([[0, 1], [1, 0], [1, 0]]), baselines: baselines)
    #expect(report.bestBaseline?.method == "naive Bayes on character n-grams")
    #expect(report.baselines?[0].mcNemar == McNemarTest(onlyFirst: 1, onlySecond: 0))
    #expect(report.baselines?[2].mcNemar == McNemarTest(onlyFirst: 0, onlySecond: 1))
  }

  /// The known one would answer otherwise if it were asked.
  @Test func `naive Bayes is counted once, and again for other training data`() {
    func baselines(_ labels: [Int], known: [NaiveBayesBaseline] = []) -> [BaselinePredictions] {
      ClassifierBaselines.text(
        training: ["good day", "so good", "bad day", "bad"], labels: labels, classes: 2,
        evaluation: ["good good", "bad bad", "so good"], known: known)
    }
    let known = NGramUnit.allCases.map { unit in
      NaiveBayesBaseline(
        texts: ["bad", "so bad", "good", "good fun"], labels: [1, 1, 0, 0], classes: 2, unit: unit)
    }
    #expect(
      baselines([1, 1, 0, 0], known: known).map(\.labels) == [[0, 0, 0], [0, 1, 0], [0, 1, 0]])
    let (found, expected) = (baselines([1, 0, 0, 0], known: known), baselines([1, 0, 0, 0]))
    #expect(found.map(\.labels) == expected.map(\.labels))
    #expect(found.map(\.settings) == expected.map(\.settings))
  }

  @Test func `series have five`() {
    let baselines = ClassifierBaselines.series(
      training: [[0, 0, 3, 0], [0, 0, -3, 0], [0, 0, -2, 0]], labels: [1, 0, 0], classes: 2,
      channels: 1, evaluation: [[0, 3, 0, 0], [0, 0, 3, 1]])
    #expect(
      baselines.map(\.method) == [
        "majority", "1-NN Euclidean", "1-NN DTW", "1-NN DTW", "MiniRocket",
      ])
    #expect(baselines[0].labels == [0, 0])
    #expect(baselines[1].labels == [0, 1])
    #expect(baselines[2].labels == [1, 1])
    #expect(baselines[1...3].allSatisfy { $0.probabilities == nil })
    #expect(baselines[4].probabilities?.count == 2)
  }
}
