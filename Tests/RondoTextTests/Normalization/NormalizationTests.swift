import Testing

@testable import RondoText

@Suite("Normalization")
struct NormalizationTests {
  @Test(
    "Every row of Unicode's test file holds, alone and inside a text",
    .enabled(
      if: UnicodeData.isPresent("NormalizationTest.txt.bz2"),
      "needs /usr/share/unicode/NormalizationTest.txt.bz2"))
  func conforms() throws {
    let rows = try UnicodeData.rows("NormalizationTest.txt.bz2")
    #expect(rows.count > 19_000)
    var wrong: [String] = []
    for row in rows {
      let columns = row.split(separator: ";").prefix(5).map { utf8(hexadecimal: $0) }
      let (source, nfc, nfd, nfkc, nfkd) =
        (columns[0], columns[1], columns[2], columns[3], columns[4])
      let canonical = [source, nfc, nfd].allSatisfy {
        Normalization.nfc.normalized($0) == nfc && Normalization.nfd.normalized($0) == nfd
      }
      let canonicalOfCompatible = [nfkc, nfkd].allSatisfy {
        Normalization.nfc.normalized($0) == nfkc && Normalization.nfd.normalized($0) == nfkd
      }
      let compatible = columns.allSatisfy {
        Normalization.nfkc.normalized($0) == nfkc && Normalization.nfkd.normalized($0) == nfkd
      }
      if !canonical || !canonicalOfCompatible || !compatible { wrong.append(row) }
    }
    #expect(wrong == [])
  }

  @Test("A text that is normal already is the same text", arguments: Normalization.allCases)
  func leavesNormalText(form: Normalization) {
    let ascii = Array(String(repeating: "plain\r\n", count: 20_000).utf8)
    #expect(form.normalized(ascii) == ascii)
    let once = form.normalized(Array(Self.mixed.utf8))
    #expect(form.normalized(once) == once)
  }

  @Test("No normalization changes no byte, damaged text included")
  func noneChangesNothing() {
    let bytes: [UInt8] = [0x65, 0xCC, 0x81, 0xFF, 0]
    #expect(Normalization.none.normalized(bytes) == bytes)
    #expect(Normalization.nfc.normalized([0xFF, 0x65]) == [0xFF, 0x65])
  }

  @Test("Pieces do not show in a long text", arguments: Normalization.allCases)
  func joinsPieces(form: Normalization) {
    // A prime number of bytes a repetition, so that every place of it meets the border of a piece.
    let unit = Self.mixed + "e\u{301}\u{323}각\u{1100}\u{1161}\u{11A8}ﬁ"
    let text = String(repeating: unit, count: 20_000)
    let whole = form.normalized(Array(text.utf8))
    let one = form.normalized(Array(unit.utf8))
    #expect(whole.count == one.count * 20_000)
    #expect(whole == Array([[UInt8]](repeating: one, count: 20_000).joined()))
  }

  @Test("A letter with 2,000 accents is sorted and composed in one piece")
  func takesLongSequences() {
    let marks = String(repeating: "\u{301}\u{323}", count: 1000)
    let normal = Normalization.nfc.normalized(Array("e\(marks)z".utf8))
    let below = String(repeating: "\u{323}", count: 999)
    let above = String(repeating: "\u{301}", count: 1000)
    #expect(normal == Array("\u{1EB9}\(below)\(above)z".utf8))
  }

  private static let mixed = "Zoë, naïve, Ωμέγα, ﬁn, 한글, が, ①\n"
}
