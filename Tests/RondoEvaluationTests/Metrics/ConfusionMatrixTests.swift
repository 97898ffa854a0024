import RondoFiles
import Testing

@testable import RondoEvaluation

struct ConfusionMatrixTests {
  typealias Example = ExamplePredictions

  private func matrix() throws -> ConfusionMatrix {
    ConfusionMatrix(
      labels: Example.labels, truth: Example.truth, predicted: try Example.predictions().labels)
  }

  @Test func `counts and scores are scikit-learn's`() throws {
    let matrix = try matrix()
    #expect(matrix.counts == [3, 1, 0, 0, 2, 1, 1, 1, 3])
    #expect(matrix.accuracy == 2.0 / 3)
    #expect(matrix.perLabel.map(\.precision) == [0.75, 0.5, 0.75])
    #expect(matrix.perLabel.map(\.recall) == [0.75, 2.0 / 3, 0.6])
    #expect(matrix.perLabel.map(\.f1) == [0.75, 4.0 / 7, 2.0 / 3])
    #expect(matrix.perLabel.map(\.support) == [4, 3, 5])
    #expect(Example.isClose(matrix.macroPrecision, 2.0 / 3))
    #expect(Example.isClose(matrix.macroRecall, 0.672_222_222_222_222_2))
    #expect(Example.isClose(matrix.macroF1, 0.662_698_412_698_412_7))
  }

  /// precision_recall_fscore_support([0, 1, 1, 3], [0, 1, 2, 2], average="macro", zero_division=0)
  @Test func `macro means leave out a label that never occurs and count 0/0 as 0`() {
    let matrix = ConfusionMatrix(
      labels: ["a", "b", "c", "d", "e"], truth: [0, 1, 1, 3], predicted: [0, 1, 2, 2])
    #expect(Example.isClose(matrix.macroF1, 5.0 / 12))
    #expect(matrix.macroPrecision == 0.5)
    #expect(matrix.macroRecall == 0.375)
    #expect(matrix.perLabel[4].f1 == 0)
  }

  @Test func `other ids for the same labels change no score`() throws {
    let order = [2, 0, 1]
    let original = try matrix()
    let renamed = ConfusionMatrix(
      labels: order.map { Example.labels[$0] },
      truth: Example.truth.map { order.firstIndex(of: $0)! },
      predicted: try Example.predictions().labels.map { order.firstIndex(of: $0)! })
    #expect(renamed.accuracy == original.accuracy)
    #expect(Example.isClose(renamed.macroF1, original.macroF1))
    #expect(renamed.perLabel.map(\.f1) == order.map { original.perLabel[$0].f1 })
  }

  @Test func `perfect predictions score 1, and always wrong ones 0`() {
    let truth = [0, 1, 2, 1]
    let perfect = ConfusionMatrix(labels: ["a", "b", "c"], truth: truth, predicted: truth)
    #expect(perfect.accuracy == 1)
    #expect(perfect.macroF1 == 1)
    let wrong = ConfusionMatrix(
      labels: ["a", "b", "c"], truth: truth, predicted: truth.map { ($0 + 1) % 3 })
    #expect(wrong.accuracy == 0)
    #expect(wrong.macroF1 == 0)
  }

  @Test func `no cases score 0`() {
    let empty = ConfusionMatrix(labels: ["a"], truth: [], predicted: [])
    #expect(empty.accuracy == 0)
    #expect(empty.macroF1 == 0)
    #expect(empty.dominantPrediction == nil)
  }

  @Test(arguments: [(95, nil), (96, 0.96), (100, 1)] as [(Int, Double?)])
  func `one label in more than 95 of 100 predictions is warned about`(
    count: Int, share: Double?
  ) throws {
    let predicted = (0..<100).map { $0 < count ? 1 : 0 }
    let matrix = ConfusionMatrix(
      labels: ["no", "y\u{1B}es"], truth: (0..<100).map { $0 % 2 }, predicted: predicted)
    #expect(matrix.dominantPrediction?.share == share)
    let warning = matrix.dominanceWarning
    #expect((warning == nil) == (share == nil))
    if share == 0.96 {
      #expect(
        try #require(warning).description.hasPrefix(
          "96.0 % of the predictions are \"y␛es\", the label of 50.0 % of the cases: "))
      #expect(warning?.settings == [.classWeights])
    }
  }

  @Test func `no warning where all cases have that label`() {
    let ones = Array(repeating: 1, count: 30)
    let matrix = ConfusionMatrix(labels: ["no", "yes"], truth: ones, predicted: ones)
    #expect(matrix.dominantPrediction == nil)
  }

  @Test func `a matrix of thousands of labels takes as much as its cases`() throws {
    let labels = (0..<5000).map { "\($0)" }
    let matrix = ConfusionMatrix(labels: labels, truth: [7, 7, 4999], predicted: [7, 8, 4999])
    #expect(matrix.cells.count == 3 && matrix[7, 8] == 1 && matrix[8, 7] == 0)
    let text = try JSONText.of(matrix)
    #expect(text.hasPrefix("{\"cells\":[[7,7,1],[7,8,1],[4999,4999,1]],\"labels\":["))
    #expect(!text.contains("counts"))
    let table = ConfusionTable(matrix).text
    #expect(table.hasPrefix("cases  true  predicted\n    1  7     8\n"))
  }
}
