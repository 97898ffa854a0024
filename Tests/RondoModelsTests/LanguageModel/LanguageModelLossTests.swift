import Foundation
import RondoEngine
import RondoLanguageModel
import RondoModels
import RondoNumerics
import TestSupport
import Testing

struct LanguageModelLossTests {
  /// Lengths on both sides of a chunk of 64 steps; the id V, an unknown symbol, is among the ids.
  static let texts = [0, 1, 2, 5, 17, 64, 65, 66, 130, 3].enumerated().map { index, count in
    drawnIDs(count, below: 8, seed: UInt64(index))
  }
  static let model = LanguageModel<Float>.drawn(vocabulary: 7, layers: 2)

  @Test(arguments: [1, 2, 3, 64], [1, 3])
  func `a text gets the bits that it gets alone in any batch, order and number of threads`(
    batch: Int, threads: Int
  ) {
    let alone = Self.texts.map { Self.model.losses(ofTexts: [$0], on: Tape())[0] }
    let tape = Tape<Float>(workers: Workers(threads: threads))
    #expect(Self.model.losses(ofTexts: Self.texts, on: tape, batch: batch) == alone)
    let order = [3, 8, 0, 5, 9, 1, 7, 2, 6, 4]
    #expect(
      Self.model.losses(ofTexts: order.map { Self.texts[$0] }, on: tape, batch: batch)
        == order.map { alone[$0] })
    #expect(alone.map(\.count) == Self.texts.map(\.count))
  }

  @Test(arguments: ArchitectureVariant.all)
  func `costs are those of the equations, and the same in any batch`(variant: ArchitectureVariant) {
    let model = LanguageModel<Float>.drawn(variant.architecture(vocabulary: 7))
    let reference = LanguageModelReference(model)
    let together = model.losses(ofTexts: Self.texts, on: Tape(workers: Workers(threads: 2)))
    for (text, costs) in zip(Self.texts, together) {
      #expect(model.losses(ofTexts: [text], on: Tape())[0] == costs)
      // Single precision over up to 130 steps, which the gates forget.
      #expect(zip(costs, reference.costs(of: text)).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  @Test func `a vocabulary so large that chunks are shorter changes no bits`() {
    // Eight rows of 20,000 logits leave room for 26 steps at once; one row for 64.
    let model = LanguageModel<Float>.drawn(vocabulary: 20_000, hidden: 1)
    let texts = (0..<8).map { drawnIDs(28, below: 20_001, seed: $0) }
    let alone = texts.map { model.losses(ofTexts: [$0], on: Tape())[0] }
    #expect(model.losses(ofTexts: texts, on: Tape()) == alone)
  }

  @Test func `the costs of a text begin with the costs of its beginnings`() {
    let text = Self.texts[8]
    let whole = Self.model.losses(ofTexts: [text], on: Tape())[0]
    for end in [0, 1, 2, 63, 64, 65, 66, 129] {
      let beginning = Self.model.losses(ofTexts: [Array(text[..<end])], on: Tape())[0]
      #expect(whole.starts(with: beginning), "the first \(end) symbols")
    }
  }

  @Test func `no texts have no costs`() {
    #expect(Self.model.losses(ofTexts: [], on: Tape()).isEmpty)
    #expect(Self.model.losses(ofTexts: [[], []], on: Tape()) == [[], []])
  }

  @Test func `an unknown symbol costs exactly ln V wherever it stands`() {
    for (text, costs) in zip(Self.texts, Self.model.losses(ofTexts: Self.texts, on: Tape())) {
      for (id, cost) in zip(text, costs) {
        #expect((cost == ReproducibleMath.log(7)) == (id == 7))
      }
    }
  }

  /// Float rounds each of a few dozen operations a symbol by 6e-8 of numbers near 1, and tanh keeps
  /// errors from growing; Double rounds 1e-9 times as much.
  @Test(arguments: [1, 2, 3])
  func `costs agree with plain loops over the equations`(layers: Int) {
    let model = LanguageModel<Float>.drawn(vocabulary: 7, layers: layers, seed: 5)
    let exact = LanguageModel<Double>.drawn(vocabulary: 7, layers: layers, seed: 5)
    let found = model.losses(ofTexts: Self.texts, on: Tape())
    let foundExact = exact.losses(ofTexts: Self.texts, on: Tape())
    for (index, text) in Self.texts.enumerated() {
      let expected = LanguageModelReference(model).costs(of: text)
      let expectedExact = LanguageModelReference(exact).costs(of: text)
      #expect(zip(found[index], expected).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(zip(foundExact[index], expectedExact).allSatisfy { abs($0 - $1) < 1e-12 })
    }
  }

  /// The row of an unknown symbol leaves only the biases, which a model without inputs has too.
  @Test func `an unknown symbol is fed as a row without a one`() {
    let text: [Int32] = [7, 7, 2, 7, 4]
    var blind = Self.model
    blind.mapParameters { name, present in
      name == "rnn.weight_ih_l0" ? Tensor(zeros: present.shape) : present
    }
    let found = Self.model.losses(ofTexts: [text], on: Tape())[0]
    let expected = blind.losses(ofTexts: [[0, 0, 2]], on: Tape())[0]
    #expect(found[2] == expected[2], "two unknown symbols before it")
    #expect(found[4] != blind.losses(ofTexts: [text], on: Tape())[0][4], "a known one, too")
  }

  @Test(arguments: [[], [0], [3, 7, 1], [7], [6, 6, 6, 6, 2]] as [[Int32]])
  func `the probabilities of all symbols add up to 1`(context: [Int32]) {
    let texts = (0..<7).map { context + [$0] }
    let costs = Self.model.losses(ofTexts: texts, on: Tape()).map { $0.last! }
    // Seven probabilities, each rounded by 1e-7 of itself.
    #expect(abs(costs.reduce(0) { $0 + exp(-$1) } - 1) < 1e-6)
  }
}
