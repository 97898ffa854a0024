import Foundation
import RondoEngine
import RondoEvaluation
import RondoText
import TestSupport
import Testing

@testable import RondoLanguageModel
@testable import RondoModels

struct ValidationTextTests {
  static let model = LanguageModel<Float>.drawn(vocabulary: 4, hidden: 3)
  static let lengths = [1, 2, 255, 256, 257, 600]

  private func text(_ count: Int, after before: Int?) -> ValidationText {
    ValidationText(
      IDSequence(drawnIDs(count, below: 5)),
      after: before.map { IDSequence(drawnIDs($0, below: 5, seed: 2)) },
      extent: TextExtent(symbols: count, bytes: 2 * count, graphemes: count))
  }

  /// The sum over parts of so many symbols, each read alone after so many symbols of context.
  private func total(
    _ text: ValidationText, part: Int, context: Int, cost: ([Int32]) -> [Double]
  ) -> Double {
    let (before, ids) = (Array(text.before ?? IDSequence()), Array(text.ids))
    var total = 0.0
    for start in stride(from: 0, to: ids.count, by: part) {
      let read = Array((before + ids[..<start]).suffix(context))
      let costs = cost(read + ids[start..<min(start + part, ids.count)])
      total += costs.dropFirst(read.count).reduce(0, +)
    }
    return total
  }

  private func ownCosts(_ ids: [Int32]) -> [Double] {
    Self.model.losses(ofTexts: [ids], on: Tape())[0]
  }

  /// Both sides add the same numbers in different orders: at most 600 roundings of 1e-16.
  private func isClose(_ found: Double, _ expected: Double) -> Bool {
    abs(found - expected) <= 1e-12 * abs(expected)
  }

  @Test(arguments: lengths, [nil, 1, 300] as [Int?])
  func `streams count every symbol once, each after the 256 before its part`(
    count: Int, before: Int?
  ) {
    let text = text(count, after: before)
    for streams in [1, 3, count, count + 5] where streams < 100 || count < 300 {
      let loss = text.loss(of: Self.model, streams: streams, on: Tape())
      let part = (count + streams - 1) / streams
      let expected = total(text, part: part, context: 256, cost: ownCosts)
      #expect(isClose(loss.nats * Double(count), expected), "\(streams) streams")
      #expect(isClose(loss.bitsPerByte, expected / log(2) / Double(2 * count)))
    }
  }

  @Test(arguments: lengths, [nil, 1, 300] as [Int?])
  func `windows count every symbol once, each after the one before its window`(
    count: Int, before: Int?
  ) {
    let text = text(count, after: before)
    let expected = total(text, part: 256, context: 1, cost: ownCosts) / Double(count)
    for batch in [1, 2, 64] {
      #expect(isClose(text.windowedNats(of: Self.model, batch: batch, on: Tape()), expected))
    }
  }

  /// Float's roundings, as in the tests of the losses.
  @Test func `both losses agree with plain loops over the equations`() {
    let text = text(300, after: 10)
    let costs = LanguageModelReference(Self.model).costs
    let loss = text.loss(of: Self.model, streams: 4, on: Tape()).nats
    #expect(abs(loss - total(text, part: 75, context: 256, cost: costs) / 300) < 1e-5)
    let windowed = text.windowedNats(of: Self.model, batch: 4, on: Tape())
    #expect(abs(windowed - total(text, part: 256, context: 1, cost: costs) / 300) < 1e-5)
  }

  @Test func `losses have the same bits with any number of threads`() {
    let text = text(600, after: 20)
    let found = [1, 2, 3].map { threads in
      let tape = Tape<Float>(workers: Workers(threads: threads))
      return [
        text.loss(of: Self.model, streams: 7, on: tape).nats,
        text.windowedNats(of: Self.model, batch: 7, on: tape),
      ]
    }
    #expect(found[1] == found[0] && found[2] == found[0])
  }

  @Test func `a long measurement can be left`() {
    let text = text(2 * ValidationText.pauseInterval + 1, after: 0)
    for calls in [0, 2, 4] {
      // Asked twice in each of the two losses.
      let result = text.measure(
        Self.model, batch: 64, on: Tape(), unless: stop(afterCalls: calls))
      #expect((result == nil) == (calls < 4), "\(calls) calls")
    }
  }

  @Test func `a text without symbols costs nothing`() {
    let text = text(0, after: 3)
    #expect(text.loss(of: Self.model, streams: 2, on: Tape()).nats == 0)
    #expect(text.windowedNats(of: Self.model, batch: 2, on: Tape()) == 0)
  }
}
