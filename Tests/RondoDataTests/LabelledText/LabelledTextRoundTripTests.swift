import RondoFiles
import TestSupport
import Testing

@testable import RondoData

extension CheckpointRandom {
  /// A text or label of troublesome characters, without those at its ends where they may not be.
  fileprivate mutating func words(without banned: String, label: Bool = false) -> String {
    let alphabet: [Unicode.Scalar] = [
      "a", "Z", "\"", ",", "\\", "\t", "\n", "\r", " ", "\u{B}", "\u{85}", "\u{2028}", "\u{A0}",
      "é",
      "e", "\u{301}", "漢", "😀", "\u{FEFF}", "{", "_", "\u{1F}", "\u{7F}", "1", "?",
    ]
    let banned = Set(banned.unicodeScalars)
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...9, using: &self) {
      let scalar = alphabet.randomElement(using: &self) ?? "a"
      if !banned.contains(scalar) { text.append(scalar) }
    }
    return "x" + String(text) + (banned.contains("\u{3}") ? "." : "")
  }

  fileprivate mutating func cases(for form: LabelledTextForm) -> [TextCase] {
    // U+0003 is nowhere in the alphabet; banning it asks for a full stop at the end.
    let (text, label) =
      switch form {
      case .csv, .jsonLines: ("", "")
      case .tsv: ("\t\n", "\t\n\r")
      case .fastText: ("\n\u{3}", " \t\n\r\u{B}\u{C}")
      }
    return (0..<Int.random(in: 1...6, using: &self)).map { _ in
      let count =
        form == .fastText
        ? Int.random(in: 1...3, using: &self)
        : form == .jsonLines ? Int.random(in: 0...2, using: &self) : 1
      var labels: [ClassLabel] = []
      while labels.count < count {
        let label = ClassLabel(words(without: label) + "\(labels.count)")
        labels.append(label)
      }
      return TextCase(words(without: text), labels: labels)
    }
  }
}

struct LabelledTextRoundTripTests {
  private func again(_ cases: [TextCase], _ form: LabelledTextForm) throws -> [TextCase] {
    var reader = LabelledTextReader()
    reader.form = form
    reader.isMultiLabel = form == .jsonLines || form == .fastText
    return try withFile("data", LabelledTextWriter(form: form).bytes(of: cases)) {
      try reader.read([$0]).cases
    }
  }

  @Test(arguments: LabelledTextForm.allCases)
  func `what is written is read as the same cases`(form: LabelledTextForm) throws {
    for seed in 0..<200 as Range<UInt64> {
      var random = CheckpointRandom(seed: seed)
      let cases = random.cases(for: form)
      let read = try again(cases, form)
      #expect(read == cases, "\(form), seed \(seed)")
    }
  }

  @Test func `cases are written as their form says`() throws {
    let cases = [TextCase("a \"b\", c", "pos"), TextCase("d", "n,g")]
    func text(_ form: LabelledTextForm) throws -> String {
      String(decoding: try LabelledTextWriter(form: form).bytes(of: cases), as: UTF8.self)
    }
    #expect(try text(.csv) == "text,label\n\"a \"\"b\"\", c\",pos\nd,\"n,g\"\n")
    #expect(try text(.tsv) == "text\tlabel\na \"b\", c\tpos\nd\tn,g\n")
    #expect(
      try text(.jsonLines) == #"{"text":"a \"b\", c","label":"pos"}"# + "\n"
        + #"{"text":"d","label":"n,g"}"# + "\n")
    #expect(try text(.fastText) == "__label__pos a \"b\", c\n__label__n,g d\n")
  }

  @Test func `texts that differ only in their composition stay different`() throws {
    let cases = [TextCase("\u{E9}", "\u{E9}"), TextCase("e\u{301}", "e\u{301}")]
    #expect(cases[0] != cases[1] && LabelledText(cases).labels.count == 2)
    for form in LabelledTextForm.allCases { try #expect(again(cases, form) == cases) }
  }

  static let refusals: [(LabelledTextForm, TextCase, String)] = [
    (.csv, TextCase("a", labels: []), "CSV: it has no label, and this form needs one"),
    (
      .tsv, TextCase("a", labels: ["b", "c"]),
      "TSV: it has 2 labels, and this form holds one; write JSON Lines or fastText lines"
    ),
    (
      .tsv, TextCase("a\tb", "c"),
      "TSV: its text has a tab in it, which this form cannot hold; replace it, or write another form"
    ),
    (
      .tsv, TextCase("a\nb", "c"),
      "TSV: its text has a line feed in it, which this form cannot hold; replace it, or write another form"
    ),
    (
      .tsv, TextCase("a", "c\td"),
      "TSV: the label \"c\\u{9}d\" has a tab in it, which this form cannot hold; replace it, or write another form"
    ),
    (
      .tsv, TextCase("a", "c\r"),
      "TSV: the label \"c\\u{d}\" has a carriage return in it, which this form cannot hold; replace it, or write another form"
    ),
    (
      .fastText, TextCase("a\nb", "c"),
      "fastText lines: its text has a line feed in it, which this form cannot hold; replace it, or write another form"
    ),
    (
      .fastText, TextCase("a", "c d"),
      "fastText lines: the label \"c d\" has a blank in it, which this form cannot hold; replace it, or write another form"
    ),
    (
      .fastText, TextCase(" a", "c"),
      "fastText lines: its text begins or ends with a blank, which this form does not keep; write another form"
    ),
    (
      .fastText, TextCase("a __label__x", "c"),
      "fastText lines: a word of its text begins with __label__, which would be read as a label; write another form"
    ),
    (
      .fastText, TextCase("a", labels: []),
      "fastText lines: it has no label, and this form needs one"
    ),
    (.jsonLines, TextCase(" \n", "c"), "JSON Lines: its text is empty; leave it out"),
    (
      .jsonLines, TextCase("a", " "),
      "JSON Lines: a label is empty; leave the case out or name its class"
    ),
    (
      .jsonLines, TextCase("a\u{0}", "c"),
      "JSON Lines: its text has NUL in it, which this form cannot hold; replace it, or write another form"
    ),
    (.jsonLines, TextCase("a", labels: ["c", "c"]), "JSON Lines: its label \"c\" occurs twice"),
  ]

  @Test(arguments: refusals.indices)
  func `what a form cannot hold is refused`(index: Int) throws {
    let (form, item, message) = Self.refusals[index]
    let error = try #require(throws: DataError.self) {
      try LabelledTextWriter(form: form).bytes(of: [TextCase("fine", "c"), item])
    }
    #expect("\(error)" == "case 2 cannot be written as \(message)")
    #expect(error.category == .unusable)
    #expect(throws: DataError.self) { try LabelledTextWriter(form: form).bytes(of: []) }
  }
}
