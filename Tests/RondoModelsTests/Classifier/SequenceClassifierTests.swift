import RondoEngine
import Testing

@testable import RondoClassifier
@testable import RondoModels

struct SequenceClassifierTests {
  @Test(arguments: [
    (
      EncoderInput.words(count: 1, embeddingSize: 2, characters: 1, characterSize: 3),
      "1 word as vectors of 2, 1 character by a network of 3"
    ),
    (
      .words(count: 2000, embeddingSize: 2, characters: 4, characterSize: 3),
      "2,000 words as vectors of 2, 4 characters by a network of 3"
    ),
    (.symbols(count: 1, embeddingSize: 0), "of the outputs, 1 symbol"),
    (.symbols(count: 2, embeddingSize: 3), "of the outputs, 2 symbols as vectors of 3"),
  ])
  func `a summary counts one as one`(input: EncoderInput, end: String) {
    #expect(ClassifierVariant(input: input).architecture.summary.hasSuffix(end))
  }

  @Test(arguments: ClassifierVariant.all)
  func `a case has the same bits alone, in any batch, in any order, with any padding`(
    variant: ClassifierVariant
  ) {
    let (network, cases) = (variant.network, variant.cases(11))
    let tape = Tape<Float>()
    let alone = cases.map { network.outputs(of: [$0], on: tape).map(\.bitPattern) }
    #expect(Set(alone).count > 5)
    for batch in [2, 3, 64] {
      let together = network.outputs(of: cases, on: tape, batch: batch).map(\.bitPattern)
      #expect(together == alone.flatMap { $0 })
    }
    let backwards = network.outputs(of: cases.reversed(), on: tape).map(\.bitPattern)
    #expect(backwards == alone.reversed().flatMap { $0 })
    let long = variant.cases(12, longest: 60).last!
    let padded = tape.withoutGradients {
      network.logits([cases[0], long, cases[1]], on: tape).value.scalars.map(\.bitPattern)
    }
    #expect(padded[..<3] == alone[0][...] && padded[6...] == alone[1][...])
  }

  @Test(arguments: ClassifierVariant.all)
  func `threads do not change a bit`(variant: ClassifierVariant) {
    let (network, cases) = (variant.network, variant.cases(9))
    let one = network.outputs(of: cases, on: Tape())
    for threads in [2, 3] {
      let tape = Tape<Float>(workers: Workers(threads: threads))
      #expect(network.outputs(of: cases, on: tape).map(\.bitPattern) == one.map(\.bitPattern))
    }
  }

  @Test(arguments: ClassifierVariant.all)
  func `the number of parameters is what the architecture says`(variant: ClassifierVariant) {
    let network = SequenceClassifier<Float>(variant.architecture, seed: 1)
    #expect(variant.architecture.parameterCount == Double(network.parameterCount))
    #expect(
      SequenceClassifier<Float>(zeros: variant.architecture).layout == network.layout)
  }

  @Test func `a case without symbols or words is one unknown`() {
    #expect(SequenceInput(symbols: [], unknown: 7).ids == [7])
    let words = SequenceInput(words: [], characters: [], unknown: 5, unknownCharacter: 3)
    #expect(words.ids == [5] && words.characters == [[3]] && words.length == 1)
  }
}
