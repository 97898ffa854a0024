import Testing

@testable import RondoText

@Suite("Segmentation")
struct SegmenterTests {
  static let mixed = """
    Tea for two, né\u{301}e Zoe\u{308}.\r\n\r\n\n\rСлово — дело! 中文。한국어 \u{1100}\u{1161}\u{11A8}\
    각\u{11A8} हिन्दी क्षत्रिय नमस्ते ไทยแลนด์ ที่นี่ اَلْعَرَبِيَّةُ 👩‍👩‍👧‍👦👍🏽 🇩🇪🇫🇷🇩 1️⃣ a\u{200D}b \u{0600}1 \
    \u{20000}\u{20001}\u{FE00} x\u{0}y\tz\u{AD}\u{2028}\u{FEFF}end 👩‍
    """

  @Test(
    "Symbols are what each unit says",
    arguments: [
      (SymbolUnit.grapheme, "a\r\ne\u{301}", ["a", "\r\n", "e\u{301}"]),
      (.scalar, "a\r\né", ["a", "\r", "\n", "é"]),
      (.word, "Tea, 3.5 cups", ["Tea", ",", " ", "3.5", " ", "cups"]),
      (.word, "ภาษาไทย", ["ภาษา", "ไทย"]),
      (.word, "ខ្ញុំស្រលាញ់", ["ខ្ញុំ", "ស្រលាញ់"]),
      (.word, "我喜欢音乐", ["我", "喜欢", "音乐"]),
      (.word, "日本語です", ["日本語", "です"]),
      (.grapheme, "👩‍👩‍👧‍👦👍🏽🇩🇪🇫🇷", ["👩‍👩‍👧‍👦", "👍🏽", "🇩🇪", "🇫🇷"]),
      (.grapheme, "각\u{1100}\u{1161}क्षि", ["각", "\u{1100}\u{1161}", "क्षि"]),
      (.byte, "aé", nil), (.grapheme, "", []), (.word, "", []), (.scalar, "", []), (.byte, "", []),
    ] as [(SymbolUnit, String, [String]?)])
  func cuts(unit: SymbolUnit, text: String, expected: [String]?) {
    let symbols = Segmenter(unit: unit).symbols(in: text)
    #expect(symbols == expected.map { $0.map { Array($0.utf8) } } ?? text.utf8.map { [$0] })
  }

  @Test("The fast path and ICU find the same graphemes in every part of a mixed text")
  func fastEqualsICU() {
    let (fast, slow) = (
      Segmenter(unit: .grapheme), Segmenter(unit: .grapheme, isFast: false)
    )
    let scalars = Array(Self.mixed.unicodeScalars)
    for cut in 0...scalars.count {
      for part in [scalars[..<cut], scalars[cut...]] {
        let text = Self.string(part)
        #expect(fast.symbols(in: text) == slow.symbols(in: text), "cut at scalar \(cut)")
      }
    }
  }

  @Test("The fast path and ICU agree on random text")
  func fastEqualsICUOnRandomText() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let (fast, slow) = (
      Segmenter(unit: .grapheme), Segmenter(unit: .grapheme, isFast: false)
    )
    for _ in 0..<500 {
      let text = generator.string(scalars: Int.random(in: 0..<80, using: &generator))
      #expect(fast.symbols(in: text) == slow.symbols(in: text), "seed \(seed)")
    }
  }

  @Test("Between any two plain scalars of the basic plane ICU has a border", arguments: 0..<4)
  func plainScalarsNeverJoin(quarter: UInt32) {
    // Each scalar before and after one of each kind: a letter, a syllable LV and one LVT.
    let slow = Segmenter(unit: .grapheme, isFast: false)
    for block in (quarter * 64)..<(quarter * 64 + 64) {
      var view = String.UnicodeScalarView()
      var count = 0
      for value in (block * 256)..<(block * 256 + 256) {
        guard let scalar = Unicode.Scalar(value), Self.isPlain(scalar) else { continue }
        for other: Unicode.Scalar in ["中", "가", "각"] {
          view.append(scalar)
          view.append(other)
          count += 2
        }
      }
      let symbols = slow.symbols(in: String(view))
      #expect(symbols.count == count, "block \(String(block, radix: 16))")
    }
  }

  @Test(
    "Windows do not show", arguments: [SymbolUnit.grapheme, .word, .bpe], [40, 41, 43, 64, 257])
  func windowsDoNotShow(unit: SymbolUnit, window: Int) {
    let text = Self.mixed.split(separator: " ").joined(separator: " \n  ")
    let whole = Segmenter(unit: unit, isFast: false).symbols(in: text)
    #expect(Segmenter(unit: unit, isFast: false, window: window).symbols(in: text) == whole)
    #expect(Segmenter(unit: unit, isFast: true, window: window).symbols(in: text) == whole)
  }

  @Test("A cluster longer than a window is cut, and nothing is lost", arguments: 5..<20)
  func cutsHugeClusters(window: Int) {
    let text = "a" + String(repeating: "\u{301}", count: 100) + "b"
    let symbols = Segmenter(unit: .grapheme, isFast: true, window: window).symbols(in: text)
    #expect(Array(symbols.joined()) == Array(text.utf8))
    #expect(symbols.last == [0x62])
  }

  @Test("A grapheme of 10,000 scalars is one symbol", arguments: [10_000, 1_000_000])
  func keepsLongGraphemes(count: Int) {
    let text = "x" + String(repeating: "\u{301}", count: count) + "y"
    #expect(Segmenter(unit: .grapheme).symbols(in: text).map(\.count) == [1 + 2 * count, 1])
  }

  @Test("Damaged text is covered without a gap", arguments: SymbolUnit.allCases)
  func coversDamagedText(unit: SymbolUnit) {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let bytes = (0..<60).map { _ in UInt8.random(in: 0...255, using: &generator) }
      var end = 0
      Segmenter(unit: unit).forEachSymbol(in: bytes.span) { range in
        #expect(range.lowerBound == end && !range.isEmpty, "seed \(seed)")
        end = range.upperBound
      }
      #expect(end == bytes.count, "seed \(seed)")
    }
  }

  @Test("Many tasks cut text at once", arguments: SymbolUnit.allCases)
  func runsConcurrently(unit: SymbolUnit) async {
    let segmenter = Segmenter(unit: unit, isFast: false)
    let expected = segmenter.symbols(in: Self.mixed)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<32 {
        group.addTask { segmenter.symbols(in: Self.mixed) == expected }
      }
      for await isEqual in group { #expect(isEqual) }
    }
  }

  @Test("An error of the body ends the walk")
  func passesErrorsOn() {
    var seen = 0
    #expect(throws: TextError.emptySymbol(index: 2)) {
      try Segmenter(unit: .grapheme).forEachSymbol(in: Array("abcdef".utf8).span) { range in
        seen += 1
        if range.lowerBound == 2 { throw TextError.emptySymbol(index: 2) }
      }
    }
    #expect(seen == 3)
  }

  @Test(
    "Every emoji sequence is one grapheme",
    .enabled(if: SharedData.isPresent, "needs ../shared/data/emoji-test"))
  func keepsEmojiWhole() throws {
    let segmenter = Segmenter(unit: .grapheme)
    let sequences = try SharedData.lines("emoji-test/emoji-test.txt").map { line in
      utf8(hexadecimal: line.prefix { $0 != ";" })
    }
    #expect(sequences.count == 4590)
    #expect(sequences.allSatisfy { segmenter.count(in: $0) == 1 })
    let all = Array(sequences.joined())
    #expect(segmenter.symbols(in: String(decoding: all, as: UTF8.self)).count <= sequences.count)
  }

  private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    let bytes = Array(String(scalar).utf8)
    return bytes.withUnsafeBufferPointer { PlainScalars.shared.length(in: $0, at: 0) } > 0
  }
}
