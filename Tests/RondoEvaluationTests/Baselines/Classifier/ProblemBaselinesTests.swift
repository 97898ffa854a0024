import RondoData
import RondoEngine
import Testing

@testable import RondoEvaluation

struct ProblemBaselinesTests {
  @Test func `texts of a problem have the baselines of their arrays`() {
    let training = LabelledText([
      TextCase("good day", labels: ["pos"]), TextCase("so good", labels: ["pos"]),
      TextCase("bad day", labels: ["neg"]),
      TextCase("bad", labels: ["neg"]), TextCase("odd", labels: ["other"]),
      TextCase("unlabelled", labels: []),
    ])
    let evaluation = LabelledText([
      TextCase("good good", labels: ["pos"]), TextCase("bad bad", labels: []),
    ])
    let found = ClassifierBaselines.predictions(
      training: training, evaluation: evaluation, labels: ["neg", "pos"])
    let expected = ClassifierBaselines.text(
      training: ["good day", "so good", "bad day", "bad"], labels: [1, 1, 0, 0], classes: 2,
      evaluation: ["good good", "bad bad"])
    #expect(found.map(\.method) == expected.map(\.method))
    #expect(found.map(\.probabilities) == expected.map(\.probabilities))
    let unknown = ClassifierBaselines.predictions(
      training: training, evaluation: evaluation, labels: ["x", "y"])
    #expect(unknown.isEmpty)
  }

  @Test func `a text with several labels counts for each of them`() {
    let training = LabelledText([
      TextCase("a", labels: ["x", "y"]), TextCase("b", labels: ["y"]), TextCase("c", labels: ["x"]),
      TextCase("d", labels: ["y"]),
    ])
    let found = ClassifierBaselines.predictions(
      training: training, evaluation: LabelledText([TextCase("a", labels: [])]),
      labels: ["x", "y"])
    // x twice, y three times.
    #expect(found[0].labels == [1])
  }

  /// Channels, unequal lengths and missing values at once.
  private static let training = SeriesSet(
    [
      SeriesCase([0, 0, 9, 1, .nan, 0], channels: 2, target: .label("b")),
      SeriesCase([5, 5, 5, 5], channels: 2, target: .label("a")),
      SeriesCase([7, 7], channels: 2, target: .label("unknown")),
      SeriesCase([7, 7], channels: 2),
    ], channels: 2)

  @Test func `series of a problem have the baselines of their arrays`() {
    let evaluation = SeriesSet(
      [
        SeriesCase([0, 0, 9, 1, 4, 0], channels: 2), SeriesCase([5, .nan, 5, 5], channels: 2),
        SeriesCase([7, 7], channels: 2),
      ], channels: 2)
    let found = ClassifierBaselines.predictions(
      training: Self.training, evaluation: evaluation, labels: ["a", "b"])
    let expected = ClassifierBaselines.series(
      training: [[0, 0, 9, 1, .nan, 0], [5, 5, 5, 5]], labels: [1, 0], classes: 2, channels: 2,
      evaluation: [[0, 0, 9, 1, 4, 0], [5, .nan, 5, 5], [7, 7]])
    #expect(found.map(\.method) == expected.map(\.method))
    #expect(found.map(\.labels) == expected.map(\.labels))
    // The two series without a known label would be nearest to the third.
    #expect(found[1].labels == [1, 0, 0])
    let shared = ClassifierBaselines.predictions(
      training: Self.training, evaluation: evaluation, labels: ["a", "b"],
      workers: Workers(threads: 3))
    #expect(shared.map(\.labels) == found.map(\.labels))
  }

  @Test func `too much warping looks at fewer series and says so`() {
    let long = Array(repeating: Float(0), count: 100_000)
    #expect(SeriesWork.used([[0], [1], [2]], [[0]], channels: 1) == [0, 1, 2])
    let training = Array(repeating: long, count: 8)
    #expect(SeriesWork.used(training, [long, long], channels: 1).count == 8)
    // 100 · 100,000² places for each training series, of which 4 · 10¹¹ are worth it.
    #expect(
      SeriesWork.used(training, Array(repeating: long, count: 10), channels: 1) == [0, 2, 4, 6])
    let many = Array(repeating: long, count: 100)
    #expect(SeriesWork.used(training, many, channels: 1) == [0])
  }

  @Test func `numbers are told by the mean and by the nearest series`() throws {
    let training = SeriesSet([
      SeriesCase([0, 0, 4, 0], target: .value(1)), SeriesCase([4, 4, 4, 4], target: .value(2)),
      SeriesCase([0, 4, 0, 0], target: .value(6)), SeriesCase([0, 3, 0, 0]),
    ])
    let evaluation = SeriesSet([
      SeriesCase([0, 3, 0, 0], target: .value(5)), SeriesCase([4, 4, 3, 4], target: .value(2)),
    ])
    let found = RegressionBaselines.predictions(training: training, evaluation: evaluation)
    #expect(found.map(\.method) == ["mean", "1-NN Euclidean", "1-NN DTW", "MiniRocket"])
    #expect(found[0].values == [3, 3] && found[1].values == [6, 2])
    // Warping sees no difference between the two bumps; of equally near ones the first counts.
    #expect(found[2].values == [1, 2])
    let report = try RegressionReport(truth: [5, 2], predicted: [5, 2.5], baselines: found)
    #expect(report.bestBaseline?.method == "1-NN Euclidean")
    #expect(report.baselines?[0].nearer == McNemarTest(onlyFirst: 2, onlySecond: 0))
    #expect(report.baselines?[1].nearer == McNemarTest(onlyFirst: 1, onlySecond: 1))
    #expect(
      RegressionBaselines.predictions(training: evaluation, evaluation: training).count == 4)
    let unlabelled = SeriesSet([SeriesCase([1])])
    #expect(RegressionBaselines.predictions(training: unlabelled, evaluation: training).isEmpty)
  }
}
