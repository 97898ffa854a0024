import Testing

@testable import RondoText

@Suite("Line ends") struct NewlinesTests {
  @Test(
    "CR LF and CR become LF",
    arguments: [
      ("", ""), ("a\r\nb\rc\nd", "a\nb\nc\nd"), ("\r\r\n\n\r", "\n\n\n\n"), ("a\n", "a\n"),
      ("\r\n\r\n", "\n\n"),
    ])
  func converts(text: String, expected: String) {
    #expect(Newlines.lf.converted(Array(text.utf8)) == Array(expected.utf8))
    #expect(Newlines.keep.converted(Array(text.utf8)) == Array(text.utf8))
  }

  @Test("wherever a text is cut, its ids are the same", arguments: SymbolUnit.allCases)
  func pieces(unit: SymbolUnit) {
    let text = Array("tea\r\nfor\rtwo\n\r\n\rtea for two\r\n".utf8)
    var whole = TokenizedCorpus.Builder(unit: unit)
    whole.append(Newlines.lf.converted(text))
    let expected = whole.finish { $0 }
    for cut in 0...text.count {
      var builder = TokenizedCorpus.Builder(unit: unit)
      builder.newlines = .lf
      for part in [text[..<cut], text[cut...]] {
        Array(part).withUnsafeBufferPointer { builder.append(piece: $0) }
      }
      let corpus = builder.finish { $0 }
      #expect(corpus.training == expected.training, "cut at \(cut)")
      #expect(corpus.tokenizer.newlines == .lf)
      #expect(corpus.tokenizer.encode(text) == corpus.training)
    }
  }
}

@Suite("Escaped bytes") struct EscapedBytesTests {
  @Test(
    "what is not UTF-8 becomes escapes, wherever the bytes are cut",
    arguments: [
      ([0x61, 0xE9, 0x62], #"a\xE9b"#), ([0xC3, 0xA9], "é"), ([0xC3], #"\xC3"#),
      ([0xF0, 0x9F, 0x41], #"\xF0\x9FA"#), ([0xFF, 0x00, 0x0A], "\\xFF\0\n"), ([], ""),
    ] as [([UInt8], String)])
  func escapes(bytes: [UInt8], expected: String) {
    #expect(String(escapingIllFormed: bytes) == expected)
    var stream = EscapingStream()
    #expect(bytes.map { stream.push([$0]) }.joined() + stream.finish() == expected)
  }
}
