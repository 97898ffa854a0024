import Testing

@testable import RondoText

/// Unicode's own test files, which must be those of ICU's version of Unicode.
@Suite(
  "Unicode's segmentation tests",
  .enabled(
    if: UnicodeData.isPresent("auxiliary/GraphemeBreakTest.txt") && ICU.unicodeVersion == "15.0",
    "needs /usr/share/unicode of Unicode 15.0, and ICU 72"))
struct ConformanceTests {
  @Test(
    "Every grapheme test holds, with the fast path and without", arguments: [true, false])
  func graphemes(isFast: Bool) throws {
    let cases = try Self.cases("auxiliary/GraphemeBreakTest.txt")
    #expect(cases.count == 602)
    let segmenter = Segmenter(unit: .grapheme, isFast: isFast)
    let wrong = cases.filter { segmenter.symbols(in: $0.text) != $0.symbols }
    #expect(wrong.map(\.row) == [])
  }

  @Test("Every word test holds but the fifteen in which ICU's root locale reads a colon otherwise")
  func words() throws {
    let cases = try Self.cases("auxiliary/WordBreakTest.txt")
    #expect(cases.count == 1823)
    let segmenter = Segmenter(unit: .word)
    let wrong = cases.filter { segmenter.symbols(in: $0.text) != $0.symbols }
    #expect(wrong.map(\.row) == Self.colonDifferences)
  }

  struct Case {
    let row: String
    let text: String
    let symbols: [[UInt8]]
  }

  // Rows are scalars with ÷ where there is a border and × where there is none.
  static func cases(_ path: String) throws -> [Case] {
    try UnicodeData.rows(path).map { row in
      let symbols = row.split(separator: "÷").map { part in
        utf8(hexadecimal: part.split(separator: "×").joined())
      }.filter { !$0.isEmpty }
      return Case(
        row: row, text: String(decoding: symbols.joined(), as: UTF8.self), symbols: symbols)
    }
  }

  // ICU does not join letters across a colon except in Finnish and Swedish.
  private static let colonDifferences: [String] = [
    "÷ 0061 × 003A × 0041 ÷",
    "÷ 0061 × 003A × 0308 × 0041 ÷",
    "÷ 0061 × 003A × 05D0 ÷",
    "÷ 0061 × 003A × 0308 × 05D0 ÷",
    "÷ 0061 × 003A × 0061 × 2060 ÷",
    "÷ 0061 × 003A × 0308 × 0061 × 2060 ÷",
    "÷ 0061 × 003A × 0061 ÷ 003A ÷",
    "÷ 0061 × 003A × 0308 × 0061 ÷ 003A ÷",
    "÷ 0061 × 003A × 0061 ÷ 0027 ÷",
    "÷ 0061 × 003A × 0308 × 0061 ÷ 0027 ÷",
    "÷ 0061 × 003A × 0061 ÷ 0027 × 2060 ÷",
    "÷ 0061 × 003A × 0308 × 0061 ÷ 0027 × 2060 ÷",
    "÷ 0061 × 003A × 0061 ÷ 002C ÷",
    "÷ 0061 × 003A × 0308 × 0061 ÷ 002C ÷",
    "÷ 0041 × 003A × 0041 ÷",
  ]
}
