import Foundation
import Testing

@testable import RondoText

@Suite("Documents of byte pairs")
struct BytePairDocumentTests {
  private static func corpus(
    _ text: String, _ unit: SymbolUnit = .bpe, _ documents: DocumentUnit = .line, size: Int = 400,
    trainingCount: (Int) -> Int = { $0 }
  ) -> TokenizedCorpus {
    var builder = TokenizedCorpus.Builder(unit: unit, documents: documents)
    builder.append(Array(text.utf8))
    let limits = VocabularyLimits(maximumSize: unit == .bpe ? size : nil)
    return builder.finish(limits: limits, trainingCount: trainingCount)
  }

  @Test("A border stands before the first document and after each, and is joined to nothing")
  func haveBorders() {
    let corpus = Self.corpus("abab\nabab\n\nab\n")
    let vocabulary = corpus.tokenizer.vocabulary
    #expect(vocabulary.borderID == 0 && vocabulary.count == 1 + 256 + 2)
    let units = corpus.training.map { String(decoding: vocabulary.bytes(of: $0), as: UTF8.self) }
    #expect(units == ["", "abab", "", "abab", "", "ab", ""])
    #expect(corpus.counts[0] == 4 && corpus.counts.reduce(0, +) == 7)
    // Without borders the same units are learned.
    let continuous = Self.corpus("abab\nabab\n\nab\n", .bpe, .none)
    #expect(
      continuous.tokenizer.bytePairs?.joinedText == corpus.tokenizer.bytePairs?.joinedText)
    #expect(continuous.tokenizer.bytePairs?.withBorder() == corpus.tokenizer.bytePairs)
  }

  @Test("The size does not count the border", arguments: [257, 300])
  func size(_ size: Int) {
    let text = String(repeating: SegmenterTests.mixed + "\n", count: 3)
    #expect(Self.corpus(text, size: size).tokenizer.vocabulary.count == size + 1)
  }

  @Test("Encoding the documents again gives the same ids", arguments: DocumentUnit.allCases)
  func agreesWithTheTokenizer(documents: DocumentUnit) {
    let text = "the tide\n\n ab ab\r\ncafe\u{301}\n\nthe end, the 🦀"
    let corpus = Self.corpus(text, .bpe, documents, size: 270)
    guard documents != .none else {
      #expect(corpus.tokenizer.encode(text) == corpus.training)
      return
    }
    let encoded = corpus.tokenizer.encodeDocuments(Array(text.utf8), documents).text
    #expect([0] + Array(encoded.ids) == Array(corpus.training))
  }

  @Test("The split is the one of graphemes", arguments: [DocumentUnit.line, .paragraph, .file])
  func splitsAsGraphemesDo(documents: DocumentUnit) {
    let text = "tea\n\n for two, né\u{301}e\n\n🦀🦀\n中文 中文\n\nand a long last line\n"
    for hundredth in 0...100 {
      func corpus(_ unit: SymbolUnit) -> TokenizedCorpus {
        Self.corpus(text, unit, documents) { $0 * hundredth / 100 }
      }
      let (pairs, graphemes) = (corpus(.bpe), corpus(.grapheme))
      #expect(pairs.counts[0] == graphemes.counts[0], "\(hundredth) %")
      #expect(pairs.training.last == 0 && (pairs.validation.last ?? 0) == 0)
    }
  }

  @Test("Random documents come back, and the validation part is measured exactly")
  func randomDocuments() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for documents in [DocumentUnit.line, .paragraph, .file] {
      for _ in 0..<30 {
        let lines = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
          generator.string(scalars: Int.random(in: 0...20, using: &generator))
        }
        let text = lines.joined(separator: "\n")
        let part = Double.random(in: 0...1, using: &generator)
        let corpus = Self.corpus(text, .bpe, documents) { Int(Double($0) * part) }
        let all = DocumentTests.documents([text], documents, pieces: 1000)
        let written = [corpus.training, corpus.validation].flatMap { corpus.tokenizer.decode($0) }
        #expect(written == Array(all.joined().utf8), "seed \(seed)")
        let kept = all.dropFirst(corpus.counts[0] - 1)
        let segmenter = Segmenter(unit: .grapheme)
        let extent = TextExtent(
          symbols: corpus.validation.count, bytes: kept.reduce(0) { $0 + $1.utf8.count + 1 },
          graphemes: kept.reduce(0) { $0 + segmenter.count(in: Array($1.utf8)) + 1 })
        #expect(corpus.validationExtent == extent, "seed \(seed)")
      }
    }
  }

  @Test("Known units get a border, or keep theirs")
  func usesKnownUnits() {
    for documents in [DocumentUnit.none, .line] {
      let known = Self.corpus("tide\ntide\nthe\nthe\n", .bpe, documents)
      var builder = TokenizedCorpus.Builder(unit: .bpe, documents: .line)
      builder.bytePairs = known.tokenizer.bytePairs
      builder.append(Array("tide\nthe\n".utf8))
      let corpus = builder.finish { $0 }
      #expect(corpus.tokenizer.bytePairs == known.tokenizer.bytePairs?.withBorder())
      #expect(corpus.training.count == 5 && corpus.counts[0] == 3)
    }
  }

  @Test("A tokenizer with a border is stored and read again")
  func stores() throws {
    let tokenizer = Self.corpus("abab ab\nab 中中\n", size: 300).tokenizer
    let json = try JSONEncoder().encode(tokenizer)
    #expect(try JSONDecoder().decode(Tokenizer.self, from: json) == tokenizer)
    let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(object["border"] as? Int == 0)
    #expect((object["vocabulary"] as? [Any])?.count == tokenizer.vocabulary.count - 1)
  }

  @Test("A border is part of no merge")
  func refusesMergesWithBorders() {
    let vocabulary = Vocabulary(ascending: [[]] + (0...UInt8.max).map { [$0] })
    for merge in [BytePairs.Merge(left: 0, right: 5), .init(left: 5, right: 0)] {
      #expect(throws: TextError.unusableMerge(index: 0)) {
        try BytePairs(vocabulary: vocabulary, merges: [merge])
      }
    }
  }
}
