import RondoEngine
import RondoFiles
import RondoText
import TestSupport
import Testing

@testable import RondoLanguageModel
@testable import RondoModels

struct SurprisalPageTests {
  private static let nasty =
    "a<b>&\"'</script>\r\n\tשלום, a\u{0}b\u{202E}c\u{1F468}\u{200D}\u{1F469} ก็ e\u{301} \u{FFFE}"

  /// A page on a text, whose model knows what a byte, scalar, … of `known` is.
  private func page(
    _ text: String, _ unit: SymbolUnit = .grapheme, known: String = nasty
  ) throws -> (page: SurprisalPage, score: TextScore) {
    let symbols = Set(Segmenter(unit: unit).symbols(in: known)).sorted {
      $0.lexicographicallyPrecedes($1)
    }
    var file = try SmallRun.modelFile()
    file.tokenizer = Tokenizer(unit: unit, vocabulary: try Vocabulary(symbols: symbols))
    file.model = .drawn(vocabulary: symbols.count)
    let score = try file.score(
      Array(text.utf8), alternatives: SurprisalPage.alternatives, end: SurprisalPage.shownSymbols,
      dynamic: nil, on: Tape())
    return (SurprisalPage(score, of: file, name: "<t>.txt"), score)
  }

  @Test(arguments: SymbolUnit.allCases.filter { $0 != .bpe })
  func `is well-formed and shows every grapheme once, whatever a symbol is`(
    unit: SymbolUnit
  ) throws {
    let (page, score) = try page(Self.nasty, unit)
    let reader = try PageReader(page.html)
    let spans = reader.all("span")
    #expect(spans.count == page.pieces.count)
    let end = page.pieces.reduce(0) { $1.bytes.lowerBound == $0 ? $1.bytes.upperBound : -1 }
    #expect(end == Self.nasty.utf8.count)
    let graphemes = Segmenter(unit: .grapheme).symbols(in: Self.nasty).count
    #expect(unit == .word ? spans.count < graphemes : spans.count == graphemes)
    #expect(page.pieces.last?.symbols.upperBound == score.nats.count)
    let joined = spans.map(\.text).joined()
    for part in ["a<b>&\"'</", "שלום", "\u{1F468}\u{200D}\u{1F469}", "e\u{301}", "␀", "⟨U+202E⟩"] {
      #expect(joined.contains(part), "\(part)")
    }
    #expect(!page.html.contains("\u{202E}") && !page.html.contains("\u{0}"))
    #expect(reader.all("div").count { $0.attributes["dir"] == "auto" } == 3, "2 lines and a panel")
  }

  @Test func `what pointing tells are the figures of the score`() throws {
    let (page, score) = try page("ab\u{1F980}", known: "ab")
    let titles = try PageReader(page.html).all("span").compactMap { $0.attributes["title"] }
    let predictions = try #require(score.predictions)
    for (k, title) in titles.enumerated() {
      #expect(title.contains("\(score.nats[k].decimal(2)) nats"), "\(title)")
      #expect(title.contains("entropy \(predictions.entropy(at: k).decimal(2))"), "\(title)")
    }
    #expect(titles[0].contains("rank \(predictions.rank(of: 0) ?? 0) of 2"))
    #expect(titles[0].contains("most probable: “") && titles[2].contains("unknown"))
    #expect(predictions.rank(of: 2) == nil)
  }

  @Test func `the parts of a letter cost what the letter costs`() throws {
    let (page, score) = try page("é", .byte, known: "é")
    let span = try #require(try PageReader(page.html).all("span").first)
    let whole = score.nats.reduce(0, +)
    let title = try #require(span.attributes["title"])
    #expect(title.contains("\(whole.decimal(2)) nats") && title.contains("in 2 symbols"))
    #expect(title.contains("“\u{2068}\\xC3\u{2069}” \(score.nats[0].decimal(2)) nats"))
    #expect(span.attributes["class"] == "s\(SurprisalLevel.of(whole))")
  }

  @Test func `bytes that are no text are shown all the same`() throws {
    var (page, _) = try page("a", .byte)
    var file = try SmallRun.modelFile()
    file.tokenizer = Tokenizer(
      unit: .byte, vocabulary: try Vocabulary(symbols: [[0x61], [0x80], [0xFF]]))
    file.model = .drawn(vocabulary: 3)
    let score = try file.score(
      [0x61, 0xFF, 0x80, 0x61], alternatives: 1, dynamic: nil, on: Tape())
    page = SurprisalPage(score, of: file, name: "bytes")
    let shown = try PageReader(page.html).all("span").map(\.text).joined()
    #expect(shown == #"a\xFF\x80a"#)
  }

  @Test func `a long text is shown in part and said to be`() throws {
    let count = SurprisalPage.shownSymbols + 130
    let (page, score) = try page(String(repeating: "ab", count: count / 2), known: "ab")
    #expect(score.nats.count == count && page.pieces.count == SurprisalPage.shownSymbols)
    #expect(page.html.contains("The first 50,000 of 50,130 symbols"))
    let predictions = try #require(score.predictions)
    #expect(predictions.best(at: 0).count == 2 && predictions.best(at: count - 1).isEmpty)
  }

  @Test func `levels ascend, and every colour contrasts with its letters in both modes`() {
    #expect([0, 0.1, 0.5, 2, 9.9, 10, 99].map(SurprisalLevel.of) == [0, 1, 2, 5, 9, 10, 10])
    #expect(SurprisalLevel.bounds == SurprisalLevel.bounds.sorted())
    let (light, dark) = (SurprisalLevel.rules(onDark: false), SurprisalLevel.rules(onDark: true))
    #expect(light.contains(".s10 { background: #082654; color: #ffffff; }"))
    #expect(dark.contains(".s10 { background: #d6e8fc; color: #000000; }"))
  }
}
