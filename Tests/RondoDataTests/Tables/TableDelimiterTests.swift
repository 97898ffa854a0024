import RondoFiles
import Testing

@testable import RondoData

struct TableDelimiterTests {
  @Test func `a delimiter is given by its name or as itself`() {
    for (name, text) in [
      ("comma", ","), ("Semicolon", ";"), ("tab", "\t"), ("pipe", "|"), ("\\t", "\t"), ("^", "^"),
    ] {
      #expect(TableDelimiter(name: name)?.rawValue == text)
      #expect(TableDelimiter(name: text)?.rawValue == text)
    }
    for bad in ["", " ", "\"", "\n", "a", "7", ";;", "é", "\u{0}", "semi"] {
      #expect(TableDelimiter(name: bad) == nil, "\(bad.quoted)")
    }
  }

  @Test(arguments: [
    ("a;b\nc;d\n", ";"), ("a, a;b\nc;d\n", ";"), ("a\tb\n\nc, c\td\n", "\t"), ("a|b\nc|d", "|"),
    ("\"x;\n\";b\nc;d\n", ";"), ("a|b|c;d\ne|f|g;h\n", "|"),
    // The comma cuts all rows alike, or nothing else does.
    ("1,5;a\n2,5;b\n", ","), ("a,b;c\nd,e\n", ","), ("a\nb\n", ","), ("a;b\nc\n", ","),
    ("a,b\nc,d,e\n", ","), ("a;b\n", ","), ("a\"b;c\nd;e\n", ","),
  ])
  func `another one is recognized only where it alone cuts the rows alike`(
    text: String, delimiter: String
  ) {
    #expect(TableDelimiter.recognized(in: source(text), expected: .comma).rawValue == delimiter)
  }

  @Test func `what was expected comes first`() {
    let text = source("1,5;a\n2,5;b\n")
    #expect(TableDelimiter.recognized(in: text, expected: .semicolon) == .semicolon)
    #expect(TableDelimiter.recognized(in: source("a,b\nc,d\n"), expected: .semicolon) == .comma)
    #expect(TableDelimiter.recognized(in: source("a\nb, c\n"), expected: .semicolon) == .semicolon)
  }

  @Test func `series and texts are read with it, and say so`() throws {
    let text = try labelled("text;label\n\"a; b\";x\nc, d;y\n")
    #expect(text.cases == [TextCase("a; b", "x"), TextCase("c, d", "y")])
    #expect(text.notes.count == 1 && text.notes.map(\.description).joined().contains("semicolon"))
    #expect(text.layout?.delimiter == .semicolon)
    let chosen = try labelled("text^label\na,b^x\nc^y\n") { $0.delimiter = .init(rawValue: "^") }
    #expect(chosen.cases.count == 2 && chosen.notes.isEmpty && chosen.layout?.delimiter == nil)
    let file = try series("id|x|label\n1|2.5|a\n1|3|a\n2|1|b\n", in: "s.csv")
    #expect(
      file.set.cases.count == 2 && file.notes.map(\.description).joined().contains("pipe"))
    let found = try complaint("x.tsv", Array("text;label\na;b\n".utf8)) { path throws(DataError) in
      var reader = LabelledTextReader()
      reader.delimiter = .semicolon
      _ = try reader.read([path])
    }
    #expect(found?.text.contains("omit delimiter, or set form = csv") == true)
  }
}
