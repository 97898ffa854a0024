import Testing

@testable import RondoModels

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
}
