import Testing

@testable import RondoText

@Suite("Tokenized corpora")
struct TokenizedCorpusTests {
  static func corpus(
    _ texts: [String], unit: SymbolUnit = .grapheme, limits: VocabularyLimits = .init(),
    trainingCount: (Int) -> Int
  ) -> TokenizedCorpus {
    var builder = TokenizedCorpus.Builder(unit: unit)
    for text in texts { builder.append(Array(text.utf8)) }
    return builder.finish(limits: limits, trainingCount: trainingCount)
  }

  @Test("The vocabulary is the training part's alone")
  func splits() {
    let corpus = Self.corpus(["badcab", "zaz\u{301}z"]) { total in
      #expect(total == 10)
      return 6
    }
    #expect(corpus.tokenizer.vocabulary.symbols == "abcd".utf8.map { [$0] })
    #expect(corpus.counts == [2, 2, 1, 1])
    #expect(Array(corpus.training) == [1, 0, 3, 2, 0, 1])
    #expect(Array(corpus.validation) == [4, 0, 4, 4])
    #expect(
      corpus.unknownSymbols == [
        .init(bytes: [0x7A], count: 2), .init(bytes: Array("z\u{301}".utf8), count: 1),
      ])
    #expect(corpus.validationExtent == TextExtent(symbols: 4, bytes: 6, graphemes: 4))
    #expect(corpus.trainingUnknownCount == 0)
  }

  @Test("Texts are cut one by one")
  func keepsTextsApart() {
    let corpus = Self.corpus(["e", "\u{301}"]) { $0 }
    #expect(corpus.training.count == 2)
  }

  @Test(
    "A part may be empty, and so may the corpus",
    arguments: [("abc", 0), ("abc", 3), ("", 0)])
  func allowsEmptyParts(text: String, count: Int) {
    let corpus = Self.corpus([text]) { _ in count }
    #expect(corpus.training.count == count)
    #expect(corpus.validation.count == text.count - count)
    #expect(corpus.validationExtent.bytes == text.count - count)
    #expect(corpus.tokenizer.vocabulary.count == count)
  }

  @Test(
    "Ids widen as symbols are met, and the text comes back",
    arguments: [(256, 1), (257, 2), (65_536, 2), (65_537, 4)])
  func widens(symbols: Int, width: Int) {
    let scalars = (0x20...).lazy.compactMap(Unicode.Scalar.init).prefix(symbols)
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    view.append(contentsOf: scalars.reversed())
    let text = String(view)
    let corpus = Self.corpus([text], unit: .scalar) { $0 }
    #expect(corpus.training.bytesPerID == width)
    #expect(corpus.tokenizer.vocabulary.count == symbols)
    #expect(corpus.tokenizer.decode(corpus.training) == Array(text.utf8))
    #expect(corpus.tokenizer.encode(text) == corpus.training)
  }

  @Test("Limits narrow the ids again")
  func narrows() {
    let scalars = (0x4E00..<0x5E00).compactMap(Unicode.Scalar.init).map { String($0) }
    let text = scalars.joined() + "一一二"
    let corpus = Self.corpus([text], limits: .init(maximumSize: 10)) { $0 }
    #expect(corpus.training.bytesPerID == 1)
    #expect(corpus.tokenizer.vocabulary.count == 10)
    #expect(corpus.trainingUnknownCount == 0x1000 - 10)
  }

  @Test(
    "The validation part is measured exactly in every unit",
    arguments: SymbolUnit.allCases.filter { $0 != .bpe })
  func measures(unit: SymbolUnit) {
    let text = "Tea for two. Чай 👩‍👩‍👧‍👦 e\u{301}tude\r\nनमस्ते 中文 tea"
    let symbols = Segmenter(unit: unit).symbols(in: text)
    for count in 0...symbols.count {
      let tail = symbols[count...].flatMap { $0 }
      let corpus = Self.corpus([text], unit: unit) { _ in count }
      #expect(
        corpus.validationExtent
          == TextExtent(
            symbols: symbols.count - count, bytes: tail.count,
            graphemes: Segmenter(unit: .grapheme).count(in: tail)))
      #expect(corpus.validation.count == symbols.count - count)
      #expect(
        corpus.unknownSymbols.map(\.count).reduce(0, +)
          == symbols[count...].count { !symbols[..<count].contains($0) })
    }
  }

  @Test("Encoding the text again gives the same ids", arguments: SymbolUnit.allCases)
  func agreesWithTheTokenizer(unit: SymbolUnit) {
    let text = SegmenterTests.mixed
    let corpus = Self.corpus([text], unit: unit, limits: .init(minimumCount: 2)) { $0 / 2 }
    let ids = corpus.tokenizer.encode(text)
    #expect(Array(ids) == Array(corpus.training) + Array(corpus.validation))
  }
}
