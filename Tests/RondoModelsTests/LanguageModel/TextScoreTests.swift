import RondoEngine
import RondoEvaluation
import RondoLanguageModel
import RondoModels
import RondoText
import Testing

struct TextScoreTests {
  @Test func `a score holds the cost of each symbol and the loss in all units`() throws {
    let file = try SmallRun.modelFile()
    let score = file.score(Array("abzeé".utf8), on: Tape())
    #expect(score.nats == file.model.losses(ofTexts: [[0, 1, 5, 4, 5]], on: Tape())[0])
    #expect(score.unknownSymbols == 2)
    #expect(score.text.ranges == [0..<1, 1..<2, 2..<3, 3..<4, 4..<6])
    let extent = TextExtent(symbols: 5, bytes: 6, graphemes: 5)
    #expect(score.loss == LossUnits(total: score.nats.reduce(0, +), extent: extent))
  }

  @Test func `an empty text costs nothing`() throws {
    let score = try SmallRun.modelFile().score([], on: Tape())
    #expect(score.nats.isEmpty && score.loss.nats == 0 && score.unknownSymbols == 0)
  }
}
