import Foundation
import RondoData
import RondoEngine
import RondoEvaluation
import Testing

@testable import RondoClassifier
@testable import RondoModels

/// Targets of each kind: what they select, lose and score.
struct TargetLossTests {
  static let logits = Tensor<Float>(
    [0.5, -1, 2, 0.1, 0.2, 0.3, -0.4, 1, 0, 2, 1, -1, 0.7, 0.7, -2, 1.5, 0, 0.25],
    shape: [3, 2, 3])

  @Test func `a label a step costs what its rows cost, without those after an end`() {
    let targets = Targets(stepLabels: [[2, 0, 1], [1, 1], [0]], of: ["a", "b", "c"])
    let tape = Tape<Float>()
    let variable = tape.constant(Self.logits)
    let found = TargetLoss(targets, in: targets.space)(of: variable, for: [0, 1]).plain
    // Rows are [T, B]: step 0 of case 0, step 0 of case 1, step 1 of case 0, ….
    let costs = variable.negativeLogLikelihoods([2, 1, 0, 1, 1, -1])
    #expect(costs[5] == 0)
    #expect(abs(Double(found) - costs.reduce(0, +) / 5) < 1e-6)
  }

  @Test func `pieces of a batch share its loss by steps, or by the weights of labels`() {
    let steps = Targets(stepLabels: [[2, 0, 1], [1, 1], [0]], of: ["a", "b", "c"])
    let loss = TargetLoss(steps, in: steps.space)
    #expect(loss.share(of: [0], in: [0, 1, 2]) == 0.5)
    #expect(loss.share(of: [1, 2], in: [0, 1, 2]) == 0.5)
    let labels = Targets(labels: [0, 0, 0, 1], of: ["a", "b"])
    let balanced = TargetLoss(labels, in: labels.space, classWeights: .balanced)
    #expect(balanced.share(of: [3], in: [0, 1, 2, 3]) == 0.5)
    #expect(TargetLoss(labels, in: labels.space).share(of: [3], in: [0, 1, 2, 3]) == 0.25)
  }

  @Test func `a selection has the targets of its cases in its order`() {
    let kinds = [
      Targets(labels: [0, 1, 1], of: ["a", "b"]),
      Targets(labelSets: [[1, 0], [], [1]], of: ["a", "b"]), Targets(numbers: [1, 2, 3]),
      Targets(stepLabels: [[0], [1, 1], [0, 1]], of: ["a", "b"]),
    ]
    let expected: [Targets.Values] = [
      .labels([1, 0]), .labelSets([[1], [0, 1]]), .numbers([3, 1]), .stepLabels([[0, 1], [0]]),
    ]
    #expect(kinds.map { $0.selecting([2, 0]).values } == expected)
    #expect(kinds.allSatisfy { $0.count == 3 })
  }

  @Test func `steps are scored together, case after case`() {
    let targets = Targets(stepLabels: [[0, 1], [1]], of: ["a", "b"])
    let score = targets.score([2, 0, 0, 1, 3, 0], in: targets.space)
    #expect(score.accuracy == 2.0 / 3)
    #expect(targets.score([.nan, 0, 0, 1, 3, 0], in: targets.space).objective.isNaN)
  }
}

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
