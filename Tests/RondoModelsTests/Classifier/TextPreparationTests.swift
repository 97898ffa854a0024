import RondoData
import RondoText
import Testing

@testable import RondoClassifier
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

  /// Texts in which only spaces and "b" occur twice.
  private static let codes = ["q1 x", "q2 y", "q3 b", "q4 b"]

  @Test(
    arguments: [
      (TextUnit.word, 2, nil, true), (.word, 3, nil, false), (.word, 1, 1, false),
      (.word, 1, 2, true),
      (.both, 3, nil, false), (.grapheme, 5, nil, false), (.grapheme, 4, nil, true),
    ] as [(TextUnit, Int, Int?, Bool)])
  func `limits that leave nothing but white space are known`(
    unit: TextUnit, count: Int, size: Int?, expected: Bool
  ) {
    var settings = TextClassifierSettings()
    (settings.unit, settings.minimumCount, settings.maximumVocabularySize) = (unit, count, size)
    #expect(TextPreparation.keepsSymbols(of: Self.codes, settings) == expected)
  }

  @Test func `where limits leave nothing all symbols are kept, as in a fold of few cases`() {
    let found = preparation(["q1", "q2", "q3"], .both) { $0.minimumCount = 2 }
    #expect(found.tokenizer.vocabulary.count == 3)
    let other = preparation(Self.codes, .word) { $0.minimumCount = 9 }
    #expect(other.tokenizer.vocabulary.count == 8)
  }

  @Test func `of a very long text or word the beginning is read`() {
    let found = preparation(["ab ba"], .both)
    let word = String(repeating: "ab", count: 30_000)
    #expect(found.sequence(of: word).characters.map(\.count) == [100])
    let text = String(repeating: "ab ", count: TextPreparation.stepLimit + 1)
    #expect(found.sequence(of: text).length == 1 << 16)
    #expect(found.truncates(text) && !found.truncates(String(text.dropLast(3))))
    let graphemes = preparation(["ab"], .grapheme)
    #expect(graphemes.sequence(of: String(repeating: "b", count: 70_000)).length == 1 << 16)
  }
}
