import RondoFiles
import Testing

@testable import RondoText

@Suite("Decoding")
struct TextDecoderTests {
  @Test("UTF-8 and ASCII are taken as they are", arguments: ["", "plain", "né 中文 😀", "a\u{1B}[0m"])
  func takesUTF8(string: String) throws {
    let bytes = Array(string.utf8)
    let text = try TextDecoder().decode(bytes)
    #expect(text == DecodedText(utf8: bytes, encodingName: "UTF-8"))
  }

  @Test(
    "A byte-order mark tells the encoding and is dropped",
    arguments: [
      ("UTF-8", [0xEF, 0xBB, 0xBF, 0x61, 0xC3, 0xA9]),
      ("UTF-16LE", [0xFF, 0xFE, 0x61, 0, 0xE9, 0]),
      ("UTF-16BE", [0xFE, 0xFF, 0, 0x61, 0, 0xE9]),
      ("UTF-32LE", [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0, 0xE9, 0, 0, 0]),
      ("UTF-32BE", [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x61, 0, 0, 0, 0xE9]),
    ] as [(String, [UInt8])])
  func readsMarks(name: String, bytes: [UInt8]) throws {
    let wanted = DecodedText(
      utf8: Array("aé".utf8), encodingName: name, hadByteOrderMark: true)
    #expect(try TextDecoder().decode(bytes) == wanted)
    #expect(try TextDecoder(encoding: .named(name)).decode(bytes) == wanted)
    if name != "UTF-8" {
      let family = String(name.dropLast(2))
      #expect(try TextDecoder(encoding: .named(family)).decode(bytes) == wanted)
    }
  }

  @Test("Only the first mark is dropped, and one inside the text stays")
  func keepsInnerMarks() throws {
    let text = try TextDecoder().decode(Array("\u{FEFF}\u{FEFF}a\u{FEFF}".utf8))
    #expect(text.utf8 == Array("\u{FEFF}a\u{FEFF}".utf8))
  }

  @Test(
    "Encodings have many names, in any case",
    arguments: [
      ("latin1", "ISO-8859-1"), ("CP1252", "windows-1252"), ("Utf8", "UTF-8"),
      ("sjis", "Shift_JIS"), ("koi8-u", "KOI8-U"), ("IBM437", "IBM437"),
    ])
  func knowsNames(name: String, canonical: String) throws {
    #expect(try TextDecoder(encoding: .named(name)).decode([0x61]).encodingName == canonical)
  }

  @Test(
    "An unknown name is refused with the names like it",
    arguments: [
      ("windows-1521", "windows-1251"), ("UTF-9", "UTF-8"), ("", nil), ("nonsense", nil),
      ("utf-8,swaplfnl", nil),
    ])
  func refusesUnknownNames(name: String, suggestion: String?) throws {
    let error = try #require(throws: TextError.self) {
      try TextDecoder(encoding: .named(name)).decode([0x61])
    }
    guard case .unknownEncoding(name, let suggestions) = error else {
      Issue.record("\(error)")
      return
    }
    if let suggestion {
      #expect(suggestions.contains(suggestion))
    } else {
      #expect(suggestions.isEmpty)
    }
  }

  @Test("Characters outside the basic plane survive the borders of the converter's pieces")
  func joinsSurrogates() throws {
    for padding in 4090...4100 {
      let string = String(repeating: "a", count: padding) + String(repeating: "😀", count: 3000)
      let bytes = string.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      let text = try TextDecoder(encoding: .named("UTF-16LE")).decode(bytes)
      #expect(text.utf8 == Array(string.utf8), "after \(padding) letters")
    }
  }

  @Test(
    "Bad bytes of a named encoding are found at their offset, or replaced and counted",
    arguments: [
      ("Shift_JIS", [0x82, 0xA0, 0x82, 0xFF, 0x61], 2, "あ\u{FFFD}\u{FFFD}a"),
      ("UTF-16LE", [0x61, 0, 0, 0xD8, 0x62, 0], 2, "a\u{FFFD}b"),
      ("UTF-16BE", [0, 0x61, 0], 2, "a\u{FFFD}"),
      ("US-ASCII", [0x61, 0xE9, 0x62], 1, "a\u{FFFD}b"),
      ("EUC-JP", [0xA4, 0xA2, 0xA4], 2, "あ\u{FFFD}"),
      ("HZ-GB-2312", Array("a~{<:Ky~}b~{<".utf8), 12, "a己所b\u{FFFD}"),
      ("HZ-GB-2312", Array("a~{<:Ky~}b~~c~".utf8), 13, "a己所b~c\u{FFFD}"),
      ("windows-1253", [0x61, 0xFF], 1, "a\u{FFFD}"),
    ] as [(String, [UInt8], Int, String)])
  func findsBadBytes(name: String, bytes: [UInt8], offset: Int, repaired: String) throws {
    #expect(throws: TextError.undecodable(encoding: name, offset: offset)) {
      try TextDecoder(encoding: .named(name)).decode(bytes)
    }
    let text = try TextDecoder(encoding: .named(name), lossy: true).decode(bytes)
    #expect(text.utf8 == Array(repaired.utf8))
    #expect(text.replacements == repaired.unicodeScalars.count { $0 == "\u{FFFD}" })
  }

  @Test("UTF-16 needs its byte order, and a mark must fit the name")
  func needsByteOrder() {
    #expect(throws: TextError.unknownByteOrder(encoding: "UTF-16")) {
      try TextDecoder(encoding: .named("utf-16")).decode([0x61, 0])
    }
    #expect(
      throws: TextError.contradictingByteOrderMark(encoding: "UTF-16BE", mark: "UTF-16LE")
    ) {
      try TextDecoder(encoding: .named("utf-16be")).decode([0xFF, 0xFE, 0x61, 0])
    }
    #expect(
      throws: TextError.contradictingByteOrderMark(encoding: "windows-1252", mark: "UTF-8")
    ) {
      try TextDecoder(encoding: .named("cp1252")).decode([0xEF, 0xBB, 0xBF, 0x61])
    }
  }

  @Test(
    "ASCII bytes that hide another encoding are not taken for UTF-8",
    arguments: [
      ("one ~{<:Ky2;R*~} two", "HZ-GB-2312"), ("a\0b\0c\0", "UTF-16LE"), ("\0a\0b\0c", "UTF-16BE"),
      ("a\0\0\0b\0\0\0", "UTF-32LE"), ("\0\0\0a\0\0\0b", "UTF-32BE"),
    ])
  func seesDisguises(string: String, guess: String) {
    #expect(throws: TextError.ambiguousEncoding(guess: guess, confidence: nil)) {
      try TextDecoder().decode(Array(string.utf8))
    }
  }

  @Test(
    "ASCII that only resembles another encoding is taken as it is",
    arguments: ["~{not HZ~}", "a ~{ b", "x~~{y", "tilde ~", "~{ab", "\u{1B}(B\u{1B}[m colour"])
  func sparesPlainText(string: String) throws {
    let text = try? TextDecoder().decode(Array(string.utf8))
    if string == "~{ab" {
      #expect(text == nil, "a cut HZ text looks like this")
    } else {
      #expect(text?.encodingName == "UTF-8")
    }
  }

  @Test("Damage to a text of UTF-8 is not taken for another encoding")
  func prefersUTF8() {
    let text = Array(String(repeating: "слово и дело\n", count: 500).utf8)
    var damaged = text
    damaged[5003] = 0x41
    #expect(throws: TextError.self) { try TextDecoder().decode(damaged) }
    let ascii = Array(String(repeating: "plain words\n", count: 500).utf8)
    var bad = ascii
    bad[1205] = 0xFF
    #expect(throws: TextError.invalidUTF8(offset: 1205, line: 101, column: 6)) {
      try TextDecoder().decode(bad)
    }
    bad[1205] = 0x80
    #expect(throws: TextError.invalidUTF8(offset: 1205, line: 101, column: 6)) {
      try TextDecoder().decode(bad)
    }
  }

  @Test("The detector sees what stands behind pages of ASCII, and a telling byte anywhere")
  func samplesTheWholeText() {
    let pages = Array(String(repeating: "An English preface of many pages.\n", count: 2000).utf8)
    let line: [UInt8] = [
      0xF1, 0xEB, 0xEE, 0xE2, 0xEE, 0x20, 0xE8, 0x20, 0xE4, 0xE5, 0xEB, 0xEE, 0x0A,
    ]
    let russian = Array([[UInt8]](repeating: line, count: 400).joined())
    let quoted: [UInt8] = [0x93, 0x61, 0x94, 0x0A]
    let sample = DetectionSample.of(pages + russian + pages + quoted)
    #expect(sample.count <= 8000)
    #expect(sample.starts(with: quoted))
    #expect(sample.count { $0 == 0xEE } >= 100)
    #expect(!sample.contains(UInt8(ascii: "A")))
    #expect(DetectionSample.of(pages).count == 8000)
  }

  @Test("Every error is one line and names the way out")
  func describesErrors() {
    let errors: [TextError] = [
      .invalidUTF8(offset: 5, line: 1, column: 6), .unknownEncoding(name: "x", suggestions: []),
      .unknownEncoding(name: "x", suggestions: ["y", "z"]), .undecodable(encoding: "x", offset: 1),
      .ambiguousEncoding(guess: "x", confidence: 12),
      .ambiguousEncoding(guess: nil, confidence: nil),
      .unknownByteOrder(encoding: "UTF-16"),
      .contradictingByteOrderMark(encoding: "x", mark: "UTF-8"),
      .containsNUL(offset: 3, line: 1, column: 4), .binary(.gzip),
      .readableAsBytes(.ambiguousEncoding(guess: nil, confidence: nil)),
      .emptySymbol(index: 0), .duplicateSymbol(index: 1), .unorderedSymbol(index: 2),
    ]
    for error in errors {
      #expect(!error.description.contains("\n"))
      #expect(error.description.contains(";"), "\(error)")
      #expect(error.category == .unusable)
    }
    #expect(errors[0].description.hasPrefix("invalid UTF-8 at byte 5 (line 1, column 6);"))
    let remedies: [[SettingName]] = [
      [.lossy, .encoding], [], [], [.lossy, .encoding], [.encoding], [.encoding], [.encoding],
      [.encoding], [], [], [.encoding, .unit], [], [], [],
    ]
    #expect(errors.map(\.remedies) == remedies)
    #expect(TextError.binary(.gzip).advice(in: "a.csv.gz").settings == [.form])
  }
}
