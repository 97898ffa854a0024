import Testing

@testable import RondoData

struct SpanTagsTests {
  /// All sequences of up to four tags over two labels with these letters.
  static func sequences(_ letters: String) -> [[String]] {
    let tags = ["O"] + letters.flatMap { letter in ["A", "B"].map { "\(letter)-\($0)" } }
    var (all, last): ([[String]], [[String]]) = ([[]], [[]])
    for _ in 0..<4 {
      last = last.flatMap { sequence in tags.map { sequence + [$0] } }
      all += last
    }
    return all
  }

  static func letters(_ scheme: SpanScheme) -> String { scheme == .bioes ? "BIES" : "BI" }

  @Test(arguments: SpanScheme.allCases)
  func `tags of spans are legal, and give the same spans in every scheme`(scheme: SpanScheme) {
    var legal = 0
    for tags in Self.sequences(Self.letters(scheme)) {
      let spans = SpanScheme.spans(of: tags)
      for other in SpanScheme.allCases {
        let converted = other.converted(tags)
        #expect(other.firstIllegal(in: converted) == nil, "\(tags) as \(converted)")
        #expect(SpanScheme.spans(of: converted) == spans, "\(tags) as \(converted)")
      }
      if scheme.firstIllegal(in: tags) == nil {
        legal += 1
        // There is one legal sequence for each set of spans.
        #expect(scheme.tags(of: spans, count: tags.count) == tags)
      } else {
        #expect(scheme.tags(of: spans, count: tags.count) != tags)
      }
    }
    // Sets of labelled spans of 0 to 4 tokens, with two labels: 1 + 3 + 11 + 41 + 153.
    #expect(legal == 209)
  }

  @Test func `spans of each scheme`() {
    func spans(_ tags: String) -> [LabelledSpan] {
      SpanScheme.spans(of: tags.split(separator: " ").map(String.init))
    }
    let expected = [
      LabelledSpan(label: "PER", range: 0..<2), LabelledSpan(label: "PER", range: 2..<3),
      LabelledSpan(label: "A-B", range: 4..<6),
    ]
    #expect(spans("I-PER I-PER B-PER O I-A-B I-A-B") == expected)
    #expect(spans("B-PER I-PER B-PER O B-A-B I-A-B") == expected)
    #expect(spans("B-PER E-PER S-PER O B-A-B E-A-B") == expected)
    #expect(spans("B-PER L-PER U-PER O B-A-B L-A-B") == expected)
    #expect(spans("B I O B") == [0..<2, 3..<4].map { LabelledSpan(label: "", range: $0) })
    #expect(spans("NOUN VERB O").isEmpty)
  }

  static let corpora: [(String, SpanScheme?)] = [
    ("B-A I-A O/O B-B", .iob2),
    ("I-A I-A O/O I-B", .iob1),
    ("I-A B-A O/O I-B", .iob1),
    // A free B- beside an I- that begins a span is a fault of IOB2.
    ("I-A B-A O/O B-B", .iob2),
    ("B-A E-A/S-B", .bioes),
    ("B-A L-A/U-B", .bioes),
    ("O O/O", nil),
    ("DET NOUN/B I", nil),
    ("B I O", .iob2),
    ("E S/B RB", nil),
  ]

  @Test(arguments: corpora)
  func `the scheme of a corpus`(corpus: String, expected: SpanScheme?) {
    let sentences = corpus.split(separator: "/").map { $0.split(separator: " ").map(String.init) }
    #expect(SpanScheme.detected(in: sentences) == expected)
  }

  @Test func `illegal sequences are repaired, keeping the letters of BILOU`() {
    #expect(SpanScheme.iob2.repaired(["O", "I-A", "I-A", "I-B"]) == ["O", "B-A", "I-A", "B-B"])
    #expect(SpanScheme.bioes.repaired(["B-A", "O", "I-B", "E-B"]) == ["S-A", "O", "B-B", "E-B"])
    #expect(SpanScheme.bioes.repaired(["B-A", "I-A", "U-B"]) == ["B-A", "L-A", "U-B"])
    #expect(SpanScheme.bioes.repaired(["B-A", "L-A", "U-B"]) == ["B-A", "L-A", "U-B"])
  }

  @Test func `transitions and borders`() {
    #expect(!SpanScheme.iob2.allows(previous: nil, next: "I-A"))
    #expect(SpanScheme.iob2.allows(previous: "B-A", next: "I-A"))
    #expect(!SpanScheme.iob2.allows(previous: "B-B", next: "I-A"))
    #expect(SpanScheme.iob2.allows(previous: "I-A", next: nil))
    #expect(SpanScheme.iob1.allows(previous: nil, next: "I-A"))
    #expect(!SpanScheme.iob1.allows(previous: "O", next: "B-A"))
    #expect(!SpanScheme.bioes.allows(previous: "B-A", next: nil))
    #expect(SpanScheme.bioes.allows(previous: "B-A", next: "L-A"))
    #expect(!SpanScheme.bioes.allows(previous: "S-A", next: "E-A"))
    #expect(SpanScheme.iob2.allows(previous: "NOUN", next: "VERB"))
  }
}
