import Foundation
import RondoFiles
import RondoNumerics
import Testing
@testable import RondoEvaluation

/// The event `evaluation` of a classifier, whose keys are promised.
struct ClassificationReportTests {
  private func report(baselines: [BaselinePredictions]?) throws -> ClassificationReport {
    try ClassificationReport(
      labels: ["neg", "pos"], truth: [0, 1, 1, 0],
      predictions: ExamplePredictions.predictions([[0.5, 0.5], [0.25, 0.75], [0, 1], [1, 0]]),
      baselines: baselines)
  }

  @Test func `has all its keys`() throws {
    let baseline = BaselinePredictions(method: "majority", settings: nil, labels: [0, 0, 0, 0])
    #expect(
      try JSONText.of(report(baselines: [baseline]))
        == #"{"accuracy":1,"baselines":[{"accuracy":0.5,"best":true,"logLoss":null,"#
        + #""macroF1":0.3333333333333333,"mcNemar":{"method":"exact","onlyFirst":2,"#
        + #""onlySecond":0,"pValue":0.5,"statistic":null},"method":"majority","settings":null}],"#
        + #""brierScore":0.15625,"calibrationError":0.1875,"cases":4,"#
        + #""confusion":{"counts":[[2,0],[0,2]],"labels":["neg","pos"]},"#
        + #""logLoss":0.24520731325293155,"macroF1":1,"macroPrecision":1,"macroRecall":1,"perLabel":["#
        + #"{"f1":1,"label":"neg","precision":1,"recall":1,"support":2},"#
        + #"{"f1":1,"label":"pos","precision":1,"recall":1,"support":2}],"warning":null}"#)
  }

  @Test func `without training data the baselines are null`() throws {
    #expect(try JSONText.of(report(baselines: nil)).contains(#""baselines":null"#))
  }

  @Test func `the best baseline is the most accurate, of equal ones the first`() throws {
    let report = try report(baselines: [
      BaselinePredictions(method: "a", settings: nil, labels: [0, 0, 0, 0]),
      BaselinePredictions(method: "b", settings: nil, labels: [0, 1, 0, 0]),
      BaselinePredictions(method: "c", settings: nil, labels: [0, 0, 1, 0]),
    ])
    #expect(report.bestBaseline?.method == "b")
    #expect(report.baselines?.count { $0.best } == 1)
    #expect(report.bestBaseline?.mcNemar == McNemarTest(onlyFirst: 1, onlySecond: 0))
  }

  @Test func `a baseline with probabilities has a log-loss`() throws {
    let probabilities = try ExamplePredictions.predictions(
      Array(repeating: [0.5, 0.5], count: 4))
    let baseline = BaselinePredictions(
      method: "even", settings: nil, probabilities: probabilities)
    let loss = try #require(try report(baselines: [baseline]).baselines?.first?.logLoss)
    #expect(ExamplePredictions.isClose(loss, ReproducibleMath.log(2)))
  }

  @Test func `no cases are refused`() {
    #expect(throws: EvaluationError.noCases) {
      try ClassificationReport(
        labels: ["a"], truth: [],
        predictions: ClassPredictions(logProbabilities: [], classes: 1), baselines: nil)
    }
    #expect(EvaluationError.noCases.description.contains("no cases"))
  }
}
