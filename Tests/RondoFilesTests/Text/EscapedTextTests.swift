import Testing

@testable import RondoFiles

struct EscapedTextTests {
  @Test(arguments: [
    ("a", "a", false), ("\n", "↵", true), ("\r\n", "␍↵", true), ("\t", "⇥\t", true),
    (" ", " ", false), ("\u{0}", "␀", true), ("\u{7F}", "␡", true), ("\u{85}", "␤", true),
    ("\u{301}", "\u{25CC}\u{301}", false), ("e\u{301}", "e\u{301}", false),
    ("\u{200D}", "⟨U+200D⟩", true), ("\u{AD}", "⟨U+00AD⟩", true), ("\u{2067}", "⟨U+2067⟩", true),
    ("\u{1F468}\u{200D}\u{1F469}", "\u{1F468}\u{200D}\u{1F469}", false),
    ("❤\u{FE0F}", "❤\u{FE0F}", false), ("می\u{200C}", "می\u{200C}", false),
    ("a\u{202E}b", "a⟨U+202E⟩b", false), ("x\ny", "x␊y", false), ("\u{FFFF}", "⟨U+FFFF⟩", true),
  ])
  func `what cannot be seen gets a sign`(text: String, shown: String, isSign: Bool) {
    let found = VisibleText.of(text)
    #expect(Array(found.text.unicodeScalars) == Array(shown.unicodeScalars))
    #expect(found.isSign == isSign)
  }

  @Test func `lines end where Unicode says`() {
    for end in ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}", " \n"] {
      #expect(VisibleText.endsLine(end))
    }
    for other in ["", "a", "\t", "\na"] { #expect(!VisibleText.endsLine(other)) }
  }
}

struct DecimalTests {
  @Test(arguments: [
    (0, 2, "0.00"), (1.005, 1, "1.0"), (-1.26, 1, "−1.3"), (1234.5, 0, "1,235"),
    (0.00004, 4, "0.0000"), (-0.00001, 2, "0.00"), (12345.678, 2, "12,345.68"), (.infinity, 2, "–"),
    (.nan, 0, "–"), (1e300, 1, "–"),
  ])
  func `numbers have the digits asked for`(number: Double, digits: Int, text: String) {
    #expect(number.decimal(digits) == text)
  }

  @Test(arguments: [
    (0, "0"), (1.5, "1.5"), (-2.25, "-2.25"), (3.001, "3"), (0.05, "0.05"), (-0.001, "0"),
  ])
  func `places in drawings are short`(number: Double, text: String) {
    #expect(number.coordinate == text)
  }
}
