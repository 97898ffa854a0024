import Testing

@testable import RondoText

@Suite("Texts in pieces")
struct PieceTests {
  static let texts = [
    "", "a", "e\u{301}", "\r\n", "a\r", SegmenterTests.mixed,
    "👩‍👩‍👧‍👦👨‍👩‍👦🇩🇪🇫🇷🇯\u{301}\u{301}\u{301}x नमस्ते क्ष\r\n한국어 각 e\u{301}\u{327}tude ﬁn",
  ]

  static func ids(
    _ text: [UInt8], cuts: [Int], unit: SymbolUnit, _ normalization: Normalization,
    _ documents: DocumentUnit = .none
  ) -> TokenizedCorpus {
    var builder = TokenizedCorpus.Builder(
      unit: unit, normalization: normalization, documents: documents)
    for (start, end) in zip([0] + cuts, cuts + [text.count]) {
      text[start..<end].withUnsafeBufferPointer { builder.append(piece: $0) }
    }
    builder.endFile()
    return builder.finish { $0 }
  }

  @Test(
    "However a text is cut, its symbols are those of the whole", arguments: SymbolUnit.allCases,
    Normalization.allCases)
  func agree(unit: SymbolUnit, normalization: Normalization) {
    var random = SeededGenerator(seed: 11)
    for text in Self.texts.map({ Array($0.utf8) }) {
      let whole = Tokenizer.ids(of: text, unit, normalization)
      for _ in 0..<12 {
        let cuts = (0..<Int.random(in: 0...8, using: &random)).map { _ in
          Int.random(in: 0...text.count, using: &random)
        }.sorted()
        let found = Self.ids(text, cuts: cuts, unit: unit, normalization)
        #expect(found.training == whole.training, "cuts \(cuts) of \(text)")
        #expect(found.tokenizer == whole.tokenizer)
      }
    }
  }

  @Test(
    "A long text is cut by its windows, however it comes",
    arguments: [SymbolUnit.word, .bpe, .grapheme])
  func agreeBeyondWindows(unit: SymbolUnit) {
    let text = Array(String(repeating: "no end of words, e\u{301}tude 中文 ", count: 40).utf8)
    let segmenter = Segmenter(unit: unit, isFast: true, window: 100)
    var whole: [Range<Int>] = []
    text.withUnsafeBufferPointer { segmenter.walk($0) { whole.append($0) } }
    var found: [Range<Int>] = []
    var start = 0
    for end in stride(from: 130, to: text.count + 130, by: 130).map({ min($0, text.count) }) {
      text[start..<end].withUnsafeBufferPointer { piece in
        let base = start
        start += segmenter.walkCertain(piece, isLast: end == text.count) {
          found.append($0.lowerBound + base..<$0.upperBound + base)
        }
      }
    }
    #expect(found == whole)
  }

  @Test("Long texts of accents come to the normal form piece by piece")
  func normalizesLongTexts() {
    let text = Array(String(repeating: "e\u{327}\u{301}a \u{1112}\u{1161}", count: 20_000).utf8)
    let whole = Normalization.nfc.normalized(text)
    var (result, held): ([UInt8], [UInt8]) = ([], [])
    for start in stride(from: 0, to: text.count, by: 7001) {
      let end = min(start + 7001, text.count)
      held += text[start..<end]
      let consumed = held.withUnsafeBufferPointer {
        Normalization.nfc.append($0, isLast: end == text.count, to: &result)
      }
      held.removeFirst(consumed)
    }
    #expect(result == whole)
    #expect(result.count < text.count)
  }
}

extension Tokenizer {
  fileprivate static func ids(
    of text: [UInt8], _ unit: SymbolUnit, _ normalization: Normalization
  ) -> TokenizedCorpus {
    var builder = TokenizedCorpus.Builder(unit: unit, normalization: normalization)
    builder.append(text)
    return builder.finish { $0 }
  }
}
