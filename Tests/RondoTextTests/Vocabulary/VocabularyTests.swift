import Foundation
import Testing

@testable import RondoText

@Suite("Vocabularies")
struct VocabularyTests {
  @Test("Symbols are found by their bytes, in the order of their bytes")
  func findsSymbols() throws {
    let symbols = [[0x00], [0x61], [0x61, 0x62], [0x62], Array("e\u{301}".utf8), Array("é".utf8)]
    let vocabulary = try Vocabulary(symbols: symbols)
    #expect(vocabulary.count == 6)
    for (id, symbol) in symbols.enumerated() {
      #expect(vocabulary.id(of: symbol) == Int32(id))
      #expect(vocabulary.bytes(of: Int32(id)) == symbol)
    }
    #expect(vocabulary.symbols == symbols)
    #expect(vocabulary.id(of: [0x63]) == nil)
    #expect(vocabulary.id(of: []) == nil)
    #expect(vocabulary.unknownID == 6)
  }

  @Test("The composed and the decomposed é are two symbols")
  func keepsCanonicalTwinsApart() throws {
    var builder = TokenizedCorpus.Builder(unit: .grapheme)
    builder.append(Array("e\u{301}é".utf8))
    let corpus = builder.finish { $0 }
    #expect(corpus.tokenizer.vocabulary.count == 2)
    var composed = TokenizedCorpus.Builder(unit: .grapheme, normalization: .nfc)
    composed.append(Array("e\u{301}é".utf8))
    #expect(composed.finish { $0 }.tokenizer.vocabulary.count == 1)
  }

  @Test("Thousands of symbols of all lengths are found")
  func findsMany() throws {
    let symbols = Set((0..<50_000).map { Array(String($0 * 7919, radix: 36).utf8) })
    let sorted = symbols.sorted { $0.lexicographicallyPrecedes($1) }
    let vocabulary = try Vocabulary(symbols: sorted)
    #expect(sorted.indices.allSatisfy { vocabulary.id(of: sorted[$0]) == Int32($0) })
    #expect(vocabulary.id(of: Array("no such symbol".utf8)) == nil)
  }

  @Test(
    "Symbols that are empty, repeated or out of order are refused",
    arguments: [
      ([[0x61], []], TextError.emptySymbol(index: 1)),
      ([[0x61], [0x61]], .duplicateSymbol(index: 1)),
      ([[0x61], [0x63], [0x62]], .unorderedSymbol(index: 2)),
      ([[0x61, 0x62], [0x61]], .unorderedSymbol(index: 1)),
    ] as [([[UInt8]], TextError)])
  func refuses(symbols: [[UInt8]], error: TextError) {
    #expect(throws: error) { try Vocabulary(symbols: symbols) }
  }

  @Test("Text is stored as strings, raw bytes as integers")
  func storesSymbols() throws {
    let text = try Vocabulary(
      symbols: ["\0", "\n", "\"", "a", "e\u{301}", "é", "👩‍👩‍👧‍👦"].map { Array($0.utf8) })
    let json = try JSONEncoder().encode(text)
    #expect(try JSONDecoder().decode([String].self, from: json).count == 7)
    #expect(try JSONDecoder().decode(Vocabulary.self, from: json) == text)
    let bytes = try Vocabulary(symbols: [[0x00], [0x61], [0xFF]])
    let numbers = try JSONEncoder().encode(bytes)
    #expect(String(decoding: numbers, as: UTF8.self) == "[0,97,255]")
    #expect(try JSONDecoder().decode(Vocabulary.self, from: numbers) == bytes)
    let mixed = try Vocabulary(symbols: [[0x61], [0x61, 0x62], [0xFF]])
    let both = try JSONEncoder().encode(mixed)
    #expect(String(decoding: both, as: UTF8.self) == #"["a","ab",255]"#)
    #expect(try JSONDecoder().decode(Vocabulary.self, from: both) == mixed)
    let empty = try Vocabulary(symbols: [])
    #expect(try JSONDecoder().decode(Vocabulary.self, from: JSONEncoder().encode(empty)) == empty)
  }

  @Test("What is neither text nor one byte cannot be stored")
  func refusesToStoreDamage() throws {
    let vocabulary = try Vocabulary(symbols: [[0x61], [0xFF, 0xFE]])
    #expect(throws: EncodingError.self) { try JSONEncoder().encode(vocabulary) }
  }

  @Test(
    "A damaged file is refused with the reason",
    arguments: [
      (#"["a","a"]"#, "twice"), (#"["b","a"]"#, "smaller"), (#"["",  "a"]"#, "empty"),
      (#"[1, 1]"#, "twice"), (#"[2, 1]"#, "smaller"), (#"["a", 7]"#, ""), (#"[7, "a"]"#, ""),
      (#"[256]"#, ""), (#"[-1]"#, ""), (#"{}"#, ""), (#"[null]"#, ""),
    ])
  func refusesDamage(json: String, reason: String) throws {
    let error = try #require(throws: DecodingError.self) {
      try JSONDecoder().decode(Vocabulary.self, from: Data(json.utf8))
    }
    #expect(reason.isEmpty || "\(error)".contains(reason))
  }

  @Test(
    "Limits keep the most frequent symbols, and of equals those whose bytes come first",
    arguments: [
      (1, nil, "abcde"), (2, nil, "abcd"), (3, nil, "ab"), (9, nil, ""), (1, 3, "abc"),
      (1, 1, "b"), (3, 1, "b"), (2, 99, "abcd"),
    ] as [(Int, Int?, String)])
  func limits(minimumCount: Int, maximumSize: Int?, kept: String) {
    var builder = TokenizedCorpus.Builder(unit: .grapheme)
    builder.append(Array("bbbbaaaddcce".utf8))
    let limits = VocabularyLimits(minimumCount: minimumCount, maximumSize: maximumSize)
    let corpus = builder.finish(limits: limits) { $0 }
    #expect(corpus.tokenizer.vocabulary.symbols == kept.utf8.map { [$0] })
    #expect(corpus.trainingUnknownCount == 12 - corpus.counts.reduce(0, +))
    let unknown = corpus.tokenizer.vocabulary.unknownID
    #expect(corpus.training.count { $0 == unknown } == corpus.trainingUnknownCount)
  }
}
