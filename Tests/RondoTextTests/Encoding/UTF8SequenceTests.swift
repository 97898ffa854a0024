import Testing

@testable import RondoText

@Suite("UTF-8")
struct UTF8SequenceTests {
  // The Unicode Standard 15.0, section 3.9, tables 3-8 to 3-11, and the same by hand.
  @Test(
    "A maximal ill-formed subpart becomes one replacement",
    arguments: [
      ("C0 AF E0 80 BF F0 81 82 41", "XXXXXXXXA"),
      ("ED A0 80 ED BF BF ED AF 41", "XXXXXXXXA"),
      ("F4 91 92 93 FF 41 80 BF 42", "XXXXXAXXB"),
      ("E1 80 E2 F0 91 92 F1 BF 41", "XXXXA"),
      ("41 E2 82", "AX"),
      ("F0 9F 98", "X"),
      ("41 FF FE 42", "AXXB"),
      ("80", "X"),
      ("F5 80 80 80", "XXXX"),
      ("41 C2", "AX"),
    ])
  func replacesSubparts(hexadecimal: String, expected: String) throws {
    let bytes = hexadecimal.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    let text = try TextDecoder(encoding: .named("utf-8"), lossy: true).decode(bytes)
    let wanted = expected.replacing("X", with: "\u{FFFD}")
    #expect(text.utf8 == Array(wanted.utf8))
    #expect(text.replacements == expected.count { $0 == "X" })
    #expect(text.utf8 == Array(String(decoding: bytes, as: UTF8.self).utf8), "as the library does")
  }

  @Test("Each damaged byte of a text is found at its offset, line and column")
  func findsDamage() throws {
    let text = Array("né\nтри 中文\n😀 end".utf8)
    for offset in text.indices {
      for bad: UInt8 in [0xFF, 0xC0, 0xF8] {
        var damaged = text
        damaged[offset] = bad
        let error = try #require(throws: TextError.self) {
          try TextDecoder().decode(damaged)
        }
        let good = String(decoding: text, as: UTF8.self).unicodeScalars
        var start = 0
        let hit = try #require(
          good.first { scalar in
            start += scalar.utf8.count
            return start > offset
          })
        let first = start - hit.utf8.count
        // The sequence that the byte belonged to starts to go wrong at its first byte.
        let position = TextPosition(offset: first, in: text)
        #expect(
          error == .invalidUTF8(offset: first, line: position.line, column: position.column))
      }
    }
  }

  @Test("Random bytes are repaired as the standard library repairs them")
  func agreesWithTheLibrary() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      let count = Int.random(in: 0..<40, using: &generator)
      let alphabet: [UInt8] = [
        0x41, 0x80, 0xBF, 0x9F, 0xA0, 0xC2, 0xE0, 0xE1, 0xED, 0xF0, 0xF4, 0xFF,
      ]
      let bytes = (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      let repaired = UTF8Census.repair(bytes)
      #expect(repaired == Array(String(decoding: bytes, as: UTF8.self).utf8), "seed \(seed)")
    }
  }

  @Test("A byte is found wherever it stands", arguments: 0..<40)
  func findsBytes(offset: Int) {
    var bytes = [UInt8](repeating: 1, count: 40)
    #expect(ByteSearch.first(0, in: bytes) == nil)
    bytes[offset] = 0
    #expect(DecodedText(utf8: bytes, encodingName: "UTF-8").firstNUL == offset)
    bytes[offset] = 0x80
    #expect(bytes.withUnsafeBufferPointer { ByteSearch.firstNonASCII(in: $0, from: 0) } == offset)
    #expect(ByteSearch.first(0x80, in: bytes, from: offset) == offset)
    #expect(ByteSearch.first(0x80, in: bytes, from: offset + 1) == nil)
  }
}
