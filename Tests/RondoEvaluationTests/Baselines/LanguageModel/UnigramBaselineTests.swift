import Foundation
import TestSupport
import Testing

@testable import RondoEvaluation

@Suite("The unigram baseline")
struct UnigramBaselineTests {
  @Test("scores with the training part's frequencies")
  func frequencies() {
    let unigram = UnigramBaseline(training: [0, 0, 0, 1], vocabularySize: 2)
    let result = unigram.evaluate([0, 1])
    // 1e-15 is a few roundings of sums of two terms near 1.
    #expect(abs(unigram.entropy - (2 * log(2) - 0.75 * log(3))) < 1e-15)
    #expect(abs(result.totalNats - (log(4.0 / 3) + log(4))) < 1e-15)
    #expect(result.order == 0)
    #expect(result.evaluatedSymbols == 2)
    #expect(result.trainedOn == 4)
    #expect(result.unknownSymbols == 0)
  }

  @Test("scores its own training part at its entropy")
  func ownTrainingPart() {
    var random = SeededIDs(seed: 11)
    let training = random.ids(count: 300, below: 12)
    let unigram = UnigramBaseline(training: training, vocabularySize: 12)
    #expect(abs(unigram.evaluate(training).natsPerSymbol - unigram.entropy) < 1e-12)
  }

  @Test("charges ln V for unknown symbols and for those never seen in training")
  func unseenSymbols() {
    let unigram = UnigramBaseline(training: [0, 1, 0, 3], vocabularySize: 3)
    let result = unigram.evaluate([2, 3, 3])
    #expect(abs(result.natsPerSymbol - log(3)) < 1e-15)
    #expect(result.unknownSymbols == 3)
    #expect(abs(unigram.entropy - (log(3) - 2.0 / 3 * log(2))) < 1e-15)
  }

  @Test("is 0 without any symbols")
  func empty() {
    let unigram = UnigramBaseline(training: [], vocabularySize: 2)
    #expect(unigram.entropy == 0)
    #expect(unigram.evaluate([]).natsPerSymbol == 0)
  }
}
