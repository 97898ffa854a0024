import Foundation
import Testing

@testable import RondoText

@Suite("Byte-pair tokenizers")
struct BytePairTokenizerTests {
  private static func corpus(
    _ text: String, size: Int, _ normalization: Normalization = .none,
    trainingCount: (Int) -> Int = { $0 }
  ) -> TokenizedCorpus {
    var builder = TokenizedCorpus.Builder(unit: .bpe, normalization: normalization)
    builder.append(Array(text.utf8))
    return builder.finish(limits: .init(maximumSize: size), trainingCount: trainingCount)
  }

  private static let mixed = String(repeating: SegmenterTests.mixed, count: 3)

  @Test(
    "Text of any kind comes back byte by byte, whatever was learned",
    arguments: [257, 300, 1000], TokenizerTests.nasty + [SegmenterTests.mixed])
  func roundTrip(size: Int, text: String) {
    let utf8 = Array(text.utf8)
    for learned in [text + text, SegmenterTests.mixed, "the cat sat on the mat. the cat"] {
      let tokenizer = Self.corpus(learned, size: size).tokenizer
      TokenizerTests.expectRoundTrip(utf8, tokenizer)
    }
  }

  @Test("Random text comes back, and is normalized first", arguments: Normalization.allCases)
  func randomRoundTrip(normalization: Normalization) {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<30 {
      let learned = generator.string(scalars: 200)
      let size = Int.random(in: 257...400, using: &generator)
      let tokenizer = Self.corpus(learned, size: size, normalization).tokenizer
      for text in [learned, generator.string(scalars: 100)] {
        let utf8 = Array(text.utf8)
        #expect(
          tokenizer.decode(tokenizer.encode(utf8)) == normalization.normalized(utf8),
          "seed \(seed)")
      }
    }
  }

  @Test("Bytes that are not text come back too")
  func damagedText() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let tokenizer = Self.corpus(Self.mixed, size: 400).tokenizer
    for _ in 0..<100 {
      let bytes = (0..<60).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(tokenizer.decode(tokenizer.encode(bytes)) == bytes, "seed \(seed)")
    }
  }

  @Test("A unit holds whole graphemes, or is a byte")
  func keepsGraphemesWhole() {
    let vocabulary = Self.corpus(Self.mixed, size: 2000).tokenizer.vocabulary
    let long = vocabulary.symbols.filter { $0.count > 1 }
    #expect(vocabulary.count > 350 && long.count == vocabulary.count - 256)
    #expect(long.allSatisfy { UTF8Census($0).illFormed == 0 })
    for word in [" né\u{301}e", " 👩‍👩‍👧‍👦", "👍🏽", " क्षत्रिय", "\r\n"] {
      #expect(long.contains(Array(word.utf8)), "\(word)")
    }
  }

  @Test("A grapheme that is no unit is its bytes, and nothing is joined to these")
  func fallsBackToBytes() {
    let tokenizer = Self.corpus("ab ab ab éa éa", size: 300).tokenizer
    #expect(tokenizer.vocabulary.id(of: Array("ab".utf8)) != nil)
    let ids = tokenizer.encode("abe\u{301}ab")
    let units = ids.map { tokenizer.vocabulary.bytes(of: $0) }
    #expect(units == [[0x61, 0x62], [0x65], [0xCC], [0x81], [0x61, 0x62]])
  }

  @Test("A word takes the space before it along, and the last of several")
  func joinsSpaces() {
    let segmenter = Segmenter(unit: .bpe)
    func cut(_ text: String) -> [String] {
      segmenter.symbols(in: text).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(cut("Tea for two, (1.5)") == ["Tea", " for", " two", ",", " (", "1.5", ")"])
    #expect(cut("a   b \n c \t d ") == ["a", "  ", " b", " ", "\n", " c", " ", "\t", " d", " "])
    #expect(cut("ก \u{301}x  ") == ["ก", " \u{301}", "x", "  "])
    #expect(cut("我喜欢 音乐") == ["我", "喜欢", " 音乐"])
    #expect(cut("a\r\n b") == ["a", "\r\n", " b"])
    #expect(cut("") == [])
  }

  @Test("A word may have thousands of letters", arguments: ["a", "ab", "abcé"])
  func longWords(letters: String) {
    let word = String(repeating: letters, count: 4096)
    let tokenizer = Self.corpus(word, size: 270).tokenizer
    let ids = tokenizer.encode(word)
    #expect(tokenizer.decode(ids) == Array(word.utf8))
    #expect(ids.count < 4096 / 100)
  }

  @Test("A tokenizer is stored and read again")
  func stores() throws {
    for size in [257, 290, 2000] {
      let tokenizer = Self.corpus(Self.mixed + "\0\0", size: size, .nfd).tokenizer
      let json = try JSONEncoder().encode(tokenizer)
      let copy = try JSONDecoder().decode(Tokenizer.self, from: json)
      #expect(copy == tokenizer && copy.bytePairs?.merges == tokenizer.bytePairs?.merges)
      #expect(copy.encode(Self.mixed) == tokenizer.encode(Self.mixed))
    }
  }

  @Test("Bytes are stored as integers where they are no text, merges as ids")
  func storedForm() throws {
    let tokenizer = Self.corpus("abab ab 中中中", size: 259).tokenizer
    let json = try JSONEncoder().encode(tokenizer)
    let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(object["unit"] as? String == "bpe" && object.count == 4)
    let symbols = try #require(object["vocabulary"] as? [Any])
    #expect(symbols[0x41] as? String == "A" && symbols[0x62 + 1] as? String == "b")
    #expect(symbols.last as? Int == 255)
    #expect(object["merges"] as? [[Int]] == [[0x61, 0x63]])
    #expect(symbols.contains { $0 as? String == "中" })
  }

  @Test(
    "A tokenizer that does not fit together is refused",
    arguments: [
      ("[[97,98]]", false), ("[[97,99]]", true), ("[[97,98],[97,98]]", false), ("[[97]]", false),
      ("[[97,1000]]", false), ("[[-1,98]]", false), (#""ab""#, false), ("[]", true),
    ])
  func refusesMisfits(merges: String, isGood: Bool) throws {
    // The id of "ab" is 98, behind that of "a"; "b" has 99.
    let bytes = (0..<256).map {
      $0 < 128 ? "\"\\u00\($0 < 16 ? "0" : "")\(String($0, radix: 16))\"" : "\($0)"
    }
    let vocabulary = (bytes[..<98] + ["\"ab\""] + bytes[98...]).joined(separator: ",")
    func decode(_ vocabulary: String) throws -> Tokenizer {
      let json = """
        {"normalization":"none","unit":"bpe","merges":\(merges),"vocabulary":[\(vocabulary)]}
        """
      return try JSONDecoder().decode(Tokenizer.self, from: Data(json.utf8))
    }
    #expect(throws: DecodingError.self) { try decode(bytes[1...].joined(separator: ",")) }
    if isGood {
      #expect(try decode(vocabulary).encode("ab").count == (merges == "[]" ? 2 : 1))
    } else {
      #expect(throws: DecodingError.self) { try decode(vocabulary) }
    }
  }
}
