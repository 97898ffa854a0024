import RondoEngine
import RondoText
import Testing

@testable import RondoLanguageModel
@testable import RondoModels

struct VocabularyChangeTests {
  static func vocabulary(_ text: String, hasBorder: Bool = false) throws -> Vocabulary {
    try Vocabulary(symbols: text.utf8.map { [$0] }, hasBorder: hasBorder)
  }

  @Test(arguments: ArchitectureVariant.all)
  func `logits of shared symbols keep their bits, for every architecture`(
    variant: ArchitectureVariant
  ) throws {
    let old = try Self.vocabulary("bdfh")
    let new = try Self.vocabulary("abcdfgh", hasBorder: true)
    let model = LanguageModel<Float>.drawn(variant.architecture(vocabulary: old.count))
    let changed = model.withVocabulary(new, from: old, seed: 7)
    #expect(changed.architecture.vocabularySize == 8)
    let text: [[UInt8]] = "bddhffbhdb".utf8.map { [$0] }
    func logits(_ model: LanguageModel<Float>, _ vocabulary: Vocabulary) -> [[UInt32]] {
      let ids = text.map { vocabulary.id(of: $0)! }
      let tape = Tape<Float>()
      let found = model.logits(ids, on: tape, from: model.encoder.rnn.initialState(batch: 1)).logits
      let rows = Array(found.value.bits)
      let shared = old.symbols.map { Int(vocabulary.id(of: $0)!) }
      return text.indices.map { t in shared.map { rows[t * vocabulary.count + $0] } }
    }
    #expect(logits(changed, new) == logits(model, old))
    // The new ones are those of a new model.
    let fresh = LanguageModel<Float>(variant.architecture(vocabulary: 8), seed: 7)
    let bias = changed.output.bias.scalars
    let id = Int(new.id(of: [UInt8(ascii: "g")])!)
    #expect(bias[id] == fresh.output.bias.scalars[id])
  }

  @Test func `the same vocabulary leaves a model as it is`() throws {
    let same = try Self.vocabulary("bdfh", hasBorder: true)
    let model = LanguageModel<Float>.drawn(vocabulary: 5, layers: 2)
    #expect(model.withVocabulary(same, from: same, seed: 9).bits == model.bits)
  }
}
