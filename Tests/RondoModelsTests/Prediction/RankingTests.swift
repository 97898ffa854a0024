import RondoEvaluation
import Testing

@testable import RondoModels

struct RankingTests {
  @Test func `labels are ranked, of equally probable ones the first comes first`() throws {
    let predictions = try ClassPredictions(logits: [0, 2, 2, -1, 1, 0, 0, 0], classes: 4)
    let first = predictions.ranking(of: 0)
    #expect(first.map(\.label) == [1, 2, 0, 3])
    #expect(first[0].probability == first[1].probability && first[1].probability < 0.5)
    #expect(predictions.ranking(of: 0, top: 2).map(\.label) == [1, 2])
    #expect(predictions.ranking(of: 1, top: 1).map(\.label) == [predictions.labels[1]])
    let sum = predictions.ranking(of: 1).reduce(0) { $0 + $1.probability }
    #expect(abs(sum - 1) < 1e-12)
    #expect(predictions.ranking(of: 1, top: 9).count == 4)
  }
}
