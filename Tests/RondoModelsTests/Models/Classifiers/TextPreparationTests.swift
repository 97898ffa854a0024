import RondoText
import Testing

@testable import RondoModels

struct TextPreparationTests {
  private func preparation(
    _ texts: [String], _ unit: TextUnit, _ change: (inout TextClassifierSettings) -> Void = { _ in }
  ) -> TextPreparation {
    var settings = TextClassifierSettings()
    (settings.unit, settings.embeddingSize) = (unit, unit == .grapheme ? 0 : 4)
    change(&settings)
    return TextPreparation(texts, targets: .labels(["a", "b"]), settings)
  }

  @Test func `graphemes are ids, and what training lacks is unknown`() {
    let found = preparation(["abba", "e\u{301}"], .grapheme)
    #expect(found.input == .symbols(count: 3, embeddingSize: 0))
    #expect(found.sequence(of: "bea").ids == [1, 3, 0])
    #expect(found.sequence(of: "e\u{301}").ids == [2])
  }

  @Test func `words leave spaces out, and marks in`() {
    let found = preparation(["good , film"], .word)
    let ids = found.sequence(of: "film\u{3000}\t good,bad").ids
    let word = { (text: String) in found.tokenizer.vocabulary.id(of: Array(text.utf8)) }
    let unknown = found.tokenizer.vocabulary.unknownID
    #expect(ids == [word("film"), word("good"), word(","), unknown])
    #expect(found.sequence(of: " ").length == 1)
  }

  @Test func `both reads the characters of a word that is not known`() {
    let found = preparation(["good film"], .both)
    let item = found.sequence(of: "film dog")
    #expect(item.characters.map(\.count) == [4, 3] && item.ids[1] == Int32(3))
    #expect(item.characters[1] == found.characterTokenizer.map { Array($0.encode("dog")) })
    #expect(
      found.input == .words(count: 3, embeddingSize: 4, characters: 8, characterSize: 64))
  }

  @Test func `folded letters have no case`() {
    let found = preparation(["Ab"], .grapheme) { $0.foldsCase = true }
    #expect(found.sequence(of: "AB\u{FF22}").ids == found.sequence(of: "abb").ids)
    #expect(found.sequence(of: "ab").ids == [0, 1])
  }
}
