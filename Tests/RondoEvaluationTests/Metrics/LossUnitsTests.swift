import Foundation
import RondoText
import Testing

@testable import RondoEvaluation

struct LossUnitsTests {
  @Test func `a loss is divided by symbols, graphemes and bytes`() {
    let extent = TextExtent(symbols: 10, bytes: 30, graphemes: 5)
    let loss = LossUnits(total: 30 * log(2), extent: extent)
    // One division and one product each, of rounded logarithms.
    #expect(abs(loss.nats - 3 * log(2)) < 1e-15)
    #expect(abs(loss.bitsPerCharacter - 6) < 1e-14)
    #expect(abs(loss.bitsPerByte - 1) < 1e-15)
  }

  @Test func `the loss of nothing is 0`() {
    let loss = LossUnits(total: 0, extent: TextExtent(symbols: 0, bytes: 0, graphemes: 0))
    #expect([loss.nats, loss.bitsPerCharacter, loss.bitsPerByte] == [0, 0, 0])
  }
}
