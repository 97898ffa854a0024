import RondoFiles
import Testing

@testable import RondoEvaluation

struct DisplayWidthTests {
  /// wcwidth.wcswidth of the Python package wcwidth
  @Test(arguments: [
    ("", 0), ("abc", 3), ("né", 2), ("ne\u{301}", 2), ("猫", 2), ("日本語ラベル", 12), ("한국어", 6),
    ("ภาษาไทย", 7), ("ｆｕｌｌ", 8), ("ﾊﾝｶｸ", 4), ("مرحبا", 5), ("👍", 2), ("👍🏽", 2), ("👨‍👩‍👧", 2),
    ("❤️", 2), ("⌚", 2), ("\u{200B}", 0), ("𝕏", 1), ("\u{1112}\u{1161}\u{11AB}", 2), ("①", 1),
    ("नमस्ते", 4), ("ქართული", 7), ("﷽", 1), ("🇨🇭", 2), ("〰", 2), ("☎", 1),
  ])
  func `columns are wcwidth's`(text: String, columns: Int) {
    #expect(DisplayWidth.columns(of: text) == columns)
  }

  @Test(arguments: [
    ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("日本語", 6, "日本語"), ("日本語", 5, "日本…"),
    ("日本語", 4, "日…"), ("ne\u{301}e\u{301}e\u{301}", 3, "ne\u{301}…"), ("ab", 1, "…"),
  ])
  func `long text is cut behind whole characters`(text: String, limit: Int, cut: String) {
    let result = DisplayWidth.shortened(text, to: limit)
    #expect(Array(result.utf8) == Array(cut.utf8))
    #expect(DisplayWidth.columns(of: result) <= limit)
  }

  @Test func `control characters are shown, not obeyed`() {
    #expect("a\u{1B}[2J\n\u{7F}\u{85}\u{202E}é".printable == "a␛[2J␊␡\u{FFFD}\u{FFFD}é")
  }

  @Test(arguments: [
    (0, 3, "0.0 %"), (1, 3, "33.3 %"), (2, 3, "66.7 %"), (3, 3, "100.0 %"), (1, 2000, "0.1 %"),
    (1, 2001, "0.0 %"), (1999, 2000, "100.0 %"), (0, 0, "–"),
  ])
  func `percentages are rounded half up`(part: Int, whole: Int, text: String) {
    #expect(Percentage.text(part, of: whole) == text)
  }

  @Test(arguments: [
    ("", 10, 0, [""]), ("one two", 10, 0, ["one two"]),
    ("one two three", 8, 2, ["one two", "three"]),
    ("one two three four five", 20, 4, ["one two three four", "    five"]),
    ("a  b", 3, 0, ["a", "b"]), ("abcdefgh", 3, 0, ["abc", "def", "gh"]),
    ("ab cdefgh", 4, 0, ["ab", "cdef", "gh"]), ("猫猫猫", 5, 0, ["猫猫", "猫"]),
    ("one     ", 4, 0, ["one     "]), ("end of it   ", 9, 0, ["end of it   "]),
    ("text      a/猫b.txt, 7 bytes", 13, 10, ["text", "a/猫b.txt, 7", "bytes"]),
    ("text      a/long_name.txt", 22, 10, ["text      a/long_name.", "          txt"]),
    ("a  33.3 %  50.0 %", 13, 2, ["a  33.3 %", "50.0 %"]),
    ("abc  33.3 %  50.0 %", 16, 2, ["abc  33.3 %", "  50.0 %"]),
    ("mean  66.7 %  0.5", 10, 2, ["mean", "66.7 %", "0.5"]), ("of 50 %", 6, 2, ["of", "50 %"]),
    ("of all % sold", 7, 0, ["of all", "% sold"]), ("50.0 %", 5, 0, ["50.0", "%"]),
    ("name      text of some length", 24, 10, ["name      text of some", "          length"]),
  ])
  func `text is wrapped at spaces, and within words that are too long`(
    text: String, limit: Int, indent: Int, lines: [String]
  ) {
    #expect(DisplayWidth.wrapped(text, to: limit, indent: indent) == lines)
  }

  @Test func `no wrapped line is too wide, and nothing but spaces is lost`() {
    let text = "step 12,345  loss 1.234   猫 und Käse: averyverylongwordthatfitsnowhere, e\u{301}tc."
    for limit in 4...80 {
      for indent in [0, 2, 10] {
        let lines = DisplayWidth.wrapped(text, to: limit, indent: indent)
        #expect(lines.allSatisfy { DisplayWidth.columns(of: $0) <= limit }, "\(limit) \(lines)")
        #expect(
          lines.joined().filter { $0 != " " } == text.filter { $0 != " " }, "\(limit) \(lines)")
      }
    }
  }
}
