import Foundation
import RondoFiles
import Testing

@testable import RondoEvaluation

struct LabelSetPredictionsTests {
  private let predictions: LabelSetPredictions

  init() throws {
    predictions = try LabelSetPredictions(logits: [2, -1, 0, -3, -2, -1], classes: 3)
  }

  @Test func `a label is given from the threshold on, each by itself`() throws {
    #expect(predictions.sets == [[0, 2], []] && predictions.count == 2)
    let half = 1 / (1 + exp(-2.0))
    #expect(abs(predictions.probability(of: 0, case: 0) - half) < 1e-15)
    #expect(predictions.probability(of: 2, case: 0) == 0.5)
    let strict = try LabelSetPredictions(
      logits: [2, -1, 0, -3, -2, -1], classes: 3, threshold: 0.26)
    #expect(strict.sets == [[0, 1, 2], [2]])
    let ranking = predictions.ranking(of: 1, top: 2)
    #expect(ranking.map(\.label) == [2, 1] && ranking[0].probability < 0.5)
  }

  @Test func `the log-loss is that of each label's presence or absence, summed`() throws {
    func cost(_ probability: Double) -> Double { -log(probability) }
    func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    let first = cost(logistic(2)) + cost(logistic(-1)) + cost(0.5)
    let second = cost(logistic(3)) + cost(logistic(-2)) + cost(logistic(1))
    let found = predictions.logLoss(truth: [[0, 1], [1]])
    #expect(abs(found - (first + second) / 2) < 1e-14)  // a few roundings of numbers below 8
    let certain = try LabelSetPredictions(logOdds: [.infinity, -.infinity], classes: 2)
    #expect(certain.logLoss(truth: [[0]]) == 0 && certain.sets == [[0]])
    #expect(certain.logLoss(truth: [[1]]) == -2 * ClassPredictions.leastLogProbability)
  }

  @Test func `what is no number is refused with its case`() {
    for bad in [Float.nan, .infinity, -.infinity] {
      #expect(throws: EvaluationError.notFinite(case: 1)) {
        try LabelSetPredictions(logits: [0, 1, 2, bad], classes: 2)
      }
    }
  }

  /// Counted by hand: label a is given to cases 0, 1, 3 and right in 0, 1; b to 1 and right; c to 3, d
  /// to none and nowhere true.
  private let counts = LabelSetCounts(
    labels: ["a", "b", "c", "d"], truth: [[0], [0, 1], [0, 1], [], []],
    predicted: [[0], [0, 1], [], [0, 2], []])

  @Test func `counts have the scores of their definitions`() {
    #expect(counts.accuracy == 0.6 && counts.exact == 3)
    #expect(counts.hammingLoss == 0.2)
    let third = 1.0 / 3
    let precisions: [Double] = [2 * third, 1, 0, 0]
    let recalls: [Double] = [2 * third, 0.5, 0, 0]
    let scores: [Double] = [2 * third, 2 * third, 0, 0]
    #expect(counts.perLabel.map(\.precision) == precisions)
    #expect(counts.perLabel.map(\.recall) == recalls)
    #expect(counts.perLabel.map(\.f1) == scores)
    #expect(counts.perLabel.map(\.support) == [3, 2, 0, 0])
    #expect(counts.micro.precision == 0.6 && counts.micro.recall == 0.6)
    #expect(counts.microF1 == 0.6)
    // The label d, which is neither true nor given, does not count.
    let macro = 4 * third / 3
    #expect(abs(counts.macroF1 - macro) < 1e-15)
  }

  @Test func `a report says all of it, beside baselines, in text and as an event`() throws {
    let wrong = LabelSetBaseline(
      "never", nil, logOdds: [-9, -9, -9, -9, -9, -9], classes: 3)
    let report = try LabelSetReport(
      labels: ["a", "b", "c"], truth: [[0, 2], [1]], predictions: predictions,
      baselines: [wrong])
    let baseline = try #require(report.baselines?.first)
    #expect(baseline.best && baseline.accuracy == 0 && baseline.microF1 == 0)
    #expect(baseline.mcNemar.onlyFirst == 1 && baseline.mcNemar.onlySecond == 0)
    let text = LabelSetText(report).text
    for word in [
      "all labels right 50.0 %, micro F1 80.0 %, macro F1 66.7 %", "; 2 cases\n",
      "\nmicro    100.0 %   66.7 %   80.0 %      3\n", "\nnever ", "micro F1  macro F1",
      "better than the best baseline, never, by 50.0 points, which may be chance",
    ] {
      #expect(text.contains(word), "\(word) in \(text)")
    }
    let line = try JSONText.of(report)
    #expect(line.contains(#""confusion":null"#) && line.contains(#""microF1":0.8"#))
    #expect(throws: EvaluationError.noCases) {
      try LabelSetReport(
        labels: ["a"], truth: [], predictions: .init(logOdds: [], classes: 1), baselines: nil)
    }
  }
}
