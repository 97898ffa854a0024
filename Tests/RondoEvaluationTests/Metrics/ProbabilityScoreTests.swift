import RondoFiles
import RondoNumerics
import Testing

@testable import RondoEvaluation

struct ProbabilityScoreTests {
  typealias Example = ExamplePredictions

  @Test func `scores are scikit-learn's, and the calibration error the paper's`() throws {
    let predictions = try Example.predictions()
    #expect(predictions.labels == [0, 0, 1, 0, 1, 2, 1, 2, 2, 0, 2, 1])
    // Twelve logarithms, each within 1e-15 of the reference's.
    #expect(Example.isClose(predictions.logLoss(truth: Example.truth), 3.663_757_645_498_508))
    #expect(Example.isClose(predictions.brierScore(truth: Example.truth), 0.5275))
    let calibration = predictions.calibration(truth: Example.truth)
    #expect(Example.isClose(calibration.expectedError, 0.183_333_333_333_333_3))
  }

  @Test func `other ids for the same labels change no score`() throws {
    let order = [1, 2, 0]
    let truth = Example.truth.map { order.firstIndex(of: $0)! }
    let (original, renamed) = (try Example.predictions(), try Example.predictions(order: order))
    #expect(renamed.logLoss(truth: truth) == original.logLoss(truth: Example.truth))
    #expect(
      Example.isClose(renamed.brierScore(truth: truth), original.brierScore(truth: Example.truth)))
  }

  @Test func `certain and right costs nothing, certain and wrong the most there is`() throws {
    let certain = try Example.predictions([[1, 0], [0, 1]])
    #expect(certain.logLoss(truth: [0, 1]) == 0)
    #expect(certain.brierScore(truth: [0, 1]) == 0)
    #expect(certain.calibration(truth: [0, 1]).expectedError == 0)
    #expect(certain.logLoss(truth: [1, 0]) == -ClassPredictions.leastLogProbability)
    #expect(certain.brierScore(truth: [1, 0]) == 2)
    #expect(certain.calibration(truth: [1, 0]).expectedError == 1)
  }

  @Test func `the least probability is 2⁻⁵²`() {
    #expect(ClassPredictions.leastLogProbability == ReproducibleMath.log(0x1p-52))
  }

  @Test(arguments: [1, 2, 5, 40])
  func `even probabilities cost ln K`(classes: Int) throws {
    let logits = Array(repeating: Float(3), count: 2 * classes)
    let predictions = try ClassPredictions(logits: logits, classes: classes)
    #expect(predictions.labels == [0, 0])
    let loss = predictions.logLoss(truth: [0, classes - 1])
    #expect(Example.isClose(loss, ReproducibleMath.log(Double(classes))))
  }

  @Test func `extreme logits give finite losses`() throws {
    let predictions = try ClassPredictions(
      logits: [1e38, -1e38, -.infinity, 0, 700, -700], classes: 2)
    #expect(predictions.labels == [0, 1, 0])
    for truth in 0...1 {
      let loss = predictions.logLoss(truth: [truth, truth, truth])
      #expect(loss.isFinite && loss >= 0)
      #expect(predictions.brierScore(truth: [truth, truth, truth]).isFinite)
    }
  }

  @Test(
    arguments: [
      ([0, .nan], EvaluationError.notFinite(case: 0)),
      ([0, 1, .infinity, 1], .notFinite(case: 1)),
      ([0, 1, -.infinity, -.infinity], .notFinite(case: 1)),
    ] as [([Float], EvaluationError)])
  func `what is not a number is refused`(logits: [Float], error: EvaluationError) {
    #expect(throws: error) { try ClassPredictions(logits: logits, classes: 2) }
    #expect(error.remedies == [.learningRate] && error.category == .unusable)
  }

  @Test func `probabilities that do not add up to 1 are refused`() throws {
    let half = ReproducibleMath.log(0.5)
    #expect(throws: EvaluationError.self) {
      try ClassPredictions(logProbabilities: [half, half, half, half - 1], classes: 2)
    }
    #expect(throws: EvaluationError.notFinite(case: 1)) {
      try ClassPredictions(logProbabilities: [half, half, half, .nan], classes: 2)
    }
  }

  @Test func `a confidence on a border counts in the bin below it, and 0 in the first`() {
    let confidences = (0...15).map { Double($0) / 15 }
    let calibration = Calibration(
      confidences: confidences, isRight: confidences.map { _ in true })
    #expect(calibration.bins.map(\.count) == [2] + Array(repeating: 1, count: 14))
    let above = Calibration(
      confidences: confidences.dropLast().map(\.nextUp), isRight: Array(repeating: true, count: 15))
    #expect(above.bins.map(\.count) == Array(repeating: 1, count: 15))
  }

  @Test func `nothing to calibrate is calibrated`() {
    #expect(Calibration(confidences: [], isRight: []).expectedError == 0)
  }
}
