import RondoFiles
import RondoText
import Testing

struct BinaryFormatTests {
  /// What files of these formats begin with, made by the usual tools.
  static let starts: [(format: BinaryFormat, bytes: [UInt8])] = [
    (.gzip, [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 3]),
    (.bzip2, Array("BZh91AY&SY".utf8) + [0xAA]),
    (.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4]),
    (.zstandard, [0x28, 0xB5, 0x2F, 0xFD, 4, 0x58]),
    (.zip, [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 26) + Array("a.txt".utf8)),
    (.office, [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 26) + Array("word/a.xml".utf8)),
    (
      .office,
      [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 26)
        + Array("mimetypeapplication/epub+zip".utf8)
    ),
    (.sevenZip, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4]),
    (.rar, Array("Rar!".utf8) + [0x1A, 7, 1, 0]),
    (.tar, Array("a.txt".utf8) + [UInt8](repeating: 0, count: 252) + Array("ustar".utf8) + [0]),
    (.oldOffice, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0]),
    (.richText, Array(#"{\rtf1\ansi x}"#.utf8)), (.pdf, Array("%PDF-1.7\n".utf8)),
    (.png, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]),
    (.jpeg, [0xFF, 0xD8, 0xFF, 0xE0]), (.gif, Array("GIF89a".utf8) + [1, 0]),
    (.webp, Array("RIFF".utf8) + [4, 0, 0, 0] + Array("WEBP".utf8)),
  ]

  @Test(arguments: starts.indices)
  func `a format is told by its first bytes, and refused in any encoding`(index: Int) {
    let (format, bytes) = Self.starts[index]
    #expect(BinaryFormat(startOf: bytes) == format)
    for encoding in [TextEncoding.auto, .named("UTF-8"), .named("latin1"), .named("UTF-16LE")] {
      #expect(throws: TextError.binary(format)) {
        try TextDecoder(encoding: encoding, lossy: true).decode(bytes)
      }
    }
    var probe = TextProbe()
    bytes.withUnsafeBufferPointer { probe.push($0) }
    probe.finish()
    #expect(!probe.isPlain(encoding: .auto, lossy: true))
  }

  @Test(arguments: [
    "", "P", "PK", "BZhang went home", "BZh9", "GIF", "7z", "Rar", "%PDF", "RIFF", "MM", "II",
    "\u{1F}\u{8B}", "ustar",
  ])
  func `text that begins alike is text`(text: String) throws {
    #expect(BinaryFormat(startOf: Array(text.utf8)) == nil)
    #expect(try TextDecoder().decode(Array(text.utf8)).utf8 == Array(text.utf8))
  }

  @Test func `the advice names the file as a shell takes it`() {
    #expect(BinaryFormat.gzip.remedy(for: "a/x.gz").description.hasSuffix("zcat a/x.gz | … -"))
    #expect(BinaryFormat.xz.remedy(for: "a b's").description.hasSuffix(#"xzcat 'a b'\''s' | … -"#))
    #expect(BinaryFormat.gzip.remedy(for: "-").description.contains("zcat FILE |"))
    for format in BinaryFormat.allCases {
      #expect(!format.fault(in: "x").description.contains("\n") && !format.name.isEmpty)
    }
  }

  @Test(
    "compressed tables are piped with their form, compressed archives are unpacked",
    arguments: [
      ("a.csv.gz", "zcat a.csv.gz | … -, with form = csv for a classifier"),
      ("a.b.TSV.GZ", "zcat a.b.TSV.GZ | … -, with form = tsv for a classifier"),
      ("d.csv/a.txt.gz", "zcat d.csv/a.txt.gz | … -"),
      ("d.csv/a", "zcat d.csv/a | … -"), ("d.tar/a.gz", "zcat d.tar/a.gz | … -"),
      ("tar.gz", "zcat tar.gz | … -"), (".tgz", "zcat .tgz | … -"),
      ("a b.tar.gz", "unpack it ('tar -xf 'a b.tar.gz''), and name the files in it"),
      ("a.tgz", "unpack it ('tar -xf a.tgz'), and name the files in it"),
    ])
  func innerForm(path: String, advice: String) {
    #expect(BinaryFormat.gzip.remedy(for: path).description.hasSuffix(advice))
  }

  @Test(
    "NULs in a text of UTF-8 do not make UTF-16 of it",
    arguments: [
      ("text,label\ngood\0,pos\nbad,neg\n", 15, 2, 5), ("a quiet film\0\n", 12, 1, 13),
      ("\0one, two and three\n", 0, 1, 1), ("né\0é und noch mehr\n", 3, 1, 3),
      ("a\0b", 1, 1, 2), ("ab\0c\0", 2, 1, 3),
    ])
  func strayNUL(text: String, offset: Int, line: Int, column: Int) throws {
    let decoded = try TextDecoder().decode(Array(text.utf8))
    #expect(decoded.encodingName == "UTF-8")
    #expect(throws: TextError.containsNUL(offset: offset, line: line, column: column)) {
      try decoded.requireNoNUL()
    }
  }

  @Test("an encoding that the bytes cannot be in is not advised")
  func impossibleGuess() {
    // In either order of bytes, units of UTF-16 are halves of surrogate pairs.
    let bytes = (0..<400).flatMap { index -> [UInt8] in
      [0xD8, UInt8(truncatingIfNeeded: 7 * index), 0x81, 0xD9]
    }
    do throws(TextError) {
      _ = try TextDecoder().decode(bytes)
      Issue.record("read as text")
    } catch {
      #expect(error.description.contains("UTF-16") == false, "\(error)")
    }
  }

  @Test(
    "UTF-16 without a mark is told from its NULs in other scripts too",
    arguments: ["Мой дядя самых честных правил", "अनेक शब्द और अनेक", "Zwei Wörter, drei Wörter"])
  func wideUnits(text: String) {
    let bytes = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(throws: TextError.ambiguousEncoding(guess: "UTF-16LE", confidence: nil)) {
      try TextDecoder().decode(bytes)
    }
  }
}
