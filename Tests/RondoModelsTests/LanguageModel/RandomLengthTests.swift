import RondoEngine
import RondoText
import Testing

@testable import RondoLanguageModel
@testable import RondoModels

struct RandomLengthTests {
  @Test func `a trainer reads every symbol once an epoch, and its rate follows the length`() throws
  {
    var settings = SmallRun.settings()
    settings.training.randomLengths = true
    settings.training.schedule = Schedule()
    var trainer = SmallRun.trainer(settings)
    var seen: [Int] = []
    for _ in 0..<2 {
      var symbols = 0
      for _ in 0..<SmallRun.stepsPerEpoch {
        let result = try trainer.advance()
        symbols += result.symbols
        seen.append(result.symbols)
        // Ten positions in four chunks of two streams: 2.5 is the mean.
        #expect(abs(result.learningRate - 0.05 * Double(result.symbols) / 2 / 2.5) < 1e-15)
      }
      #expect(symbols == 20)
    }
    #expect(Set(seen).count > 1)
  }
}
