import Foundation
import Testing

@testable import RondoText

@Suite("Tokenizing")
struct TokenizerTests {
  static let nasty: [String] = [
    "", "a", "\r\n", "\r", "\n\r\n", "\u{301}", "é", "e\u{301}", "ée\u{301}é", "👩‍👩‍👧‍👦👩‍👩", "🇩🇪🇫🇷🇩",
    "\u{1100}\u{1161}\u{11A8}각", "ภาษาไทยง่าย", "क्षत्रिय", "\u{FEFF}bom", "a\0b", "\u{202E}rtl",
    "\u{200D}\u{200D}", "\u{0600}1", "﷽", "ﬁ①", "x\u{FFFD}y", "\u{10FFFF}\u{E000}", "tab\tend ",
    "Don't stop—it's 3.14€ (or 1:2)!", "日本語のテキスト。", "\u{E0067}\u{E0062}", "\u{2028}\u{85}",
  ]

  static func tokenizer(_ utf8: [UInt8], _ unit: SymbolUnit) -> Tokenizer {
    var builder = TokenizedCorpus.Builder(unit: unit)
    builder.append(utf8)
    return builder.finish { $0 }.tokenizer
  }

  @Test("Text comes back byte by byte", arguments: SymbolUnit.allCases, nasty)
  func roundTrip(unit: SymbolUnit, text: String) {
    let utf8 = Array(text.utf8)
    Self.expectRoundTrip(utf8, Self.tokenizer(utf8, unit))
  }

  /// Fails unless the symbols of a text cover it, and their ids give it back.
  static func expectRoundTrip(
    _ utf8: [UInt8], _ tokenizer: Tokenizer, _ location: SourceLocation = #_sourceLocation
  ) {
    let encoded = tokenizer.encodeWithRanges(utf8)
    #expect(tokenizer.decode(encoded.ids) == utf8, sourceLocation: location)
    #expect(tokenizer.encode(utf8) == encoded.ids, sourceLocation: location)
    #expect(encoded.utf8 == utf8, sourceLocation: location)
    #expect(encoded.ranges.flatMap { Array(utf8[$0]) } == utf8, sourceLocation: location)
    for (id, range) in zip(encoded.ids, encoded.ranges) {
      #expect(tokenizer.vocabulary.bytes(of: id) == Array(utf8[range]), sourceLocation: location)
    }
  }

  @Test("Random text comes back byte by byte", arguments: SymbolUnit.allCases)
  func roundTripOfRandomText(unit: SymbolUnit) {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let utf8 = Array(generator.string(scalars: 100).utf8)
      let tokenizer = Self.tokenizer(utf8, unit)
      #expect(tokenizer.decode(tokenizer.encode(utf8)) == utf8, "seed \(seed)")
      #expect(tokenizer.decode(Array(tokenizer.encode(utf8))) == utf8, "seed \(seed)")
    }
  }

  @Test("Any bytes come back with the byte unit")
  func roundTripOfBytes() {
    let bytes = (0..<1024).map { UInt8(truncatingIfNeeded: $0 * 37 + $0 / 256) }
    let tokenizer = Self.tokenizer(bytes, .byte)
    #expect(tokenizer.vocabulary.count == 256)
    #expect(tokenizer.encode(bytes).bytesPerID == 1)
    #expect(tokenizer.decode(tokenizer.encode(bytes)) == bytes)
  }

  @Test("An unknown symbol gets the id behind the last and reads as U+FFFD")
  func encodesUnknown() {
    let tokenizer = Self.tokenizer(Array("abc".utf8), .grapheme)
    let ids = tokenizer.encode("aé c")
    #expect(Array(ids) == [0, 3, 3, 2])
    #expect(tokenizer.decode(ids) == Array("a\u{FFFD}\u{FFFD}c".utf8))
  }

  @Test("Text is normalized before it is cut")
  func normalizes() {
    var builder = TokenizedCorpus.Builder(unit: .scalar, normalization: .nfd)
    builder.append(Array("é".utf8))
    let tokenizer = builder.finish { $0 }.tokenizer
    let encoded = tokenizer.encodeWithRanges(Array("é".utf8))
    #expect(encoded.utf8 == Array("e\u{301}".utf8))
    #expect(encoded.ranges == [0..<1, 1..<3])
    #expect(tokenizer.encode("e\u{301}") == encoded.ids)
  }

  @Test("A tokenizer is stored and read again", arguments: SymbolUnit.allCases)
  func stores(unit: SymbolUnit) throws {
    let tokenizer = Self.tokenizer(Array(Self.nasty.joined().utf8), unit)
    let json = try JSONEncoder().encode(tokenizer)
    #expect(try JSONDecoder().decode(Tokenizer.self, from: json) == tokenizer)
  }

  @Test("The byte unit stores integers even where they are letters")
  func storesBytesAsIntegers() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = try encoder.encode(Self.tokenizer(Array("ba".utf8), .byte))
    #expect(
      String(decoding: json, as: UTF8.self)
        == #"{"normalization":"none","unit":"byte","vocabulary":[97,98]}"#)
  }

  @Test(
    "A tokenizer that does not fit together is refused",
    arguments: [
      #"{"normalization":"none","unit":"byte","vocabulary":["ab"]}"#,
      #"{"normalization":"none","unit":"letter","vocabulary":["a"]}"#,
      #"{"normalization":"none","unit":"word"}"#,
      #"{"normalization":"none","unit":"word","vocabulary":["b","a"]}"#,
    ])
  func refusesMisfits(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Tokenizer.self, from: Data(json.utf8))
    }
  }
}
