import RondoFiles
import RondoText
import Testing

@testable import RondoData

struct LabelledTableTests {
  static let pair = [TextCase("Good, \"really\"", "pos"), TextCase("Bad\nnews", "neg")]

  @Test(arguments: [
    "text,label\n\"Good, \"\"really\"\"\",pos\n\"Bad\nnews\",neg\n",
    "\u{FEFF}label,Text\r\npos,\"Good, \"\"really\"\"\"\r\nneg,\"Bad\nnews\"",
    "id,sentence,when,category\n1,\"Good, \"\"really\"\"\",x,pos\n\n2,\"Bad\nnews\",y,neg\n",
    "stars,text\npos,\"Good, \"\"really\"\"\"\nneg,\"Bad\nnews\"\n",
  ])
  func `CSV is read, its columns found by their names`(text: String) throws {
    let data = try labelled(text)
    #expect(data.cases == Self.pair && data.labels == ["neg", "pos"])
    #expect(data.sources.count == 1 && data.cases[0].position?.source == 0)
  }

  @Test func `positions are the lines on which cases begin`() throws {
    let data = try labelled("text,label\n\"a\nb\",x\n\nc,y\n")
    #expect(data.cases.map(\.position) == [.init(source: 0, line: 2), .init(source: 0, line: 5)])
  }

  @Test func `TSV has no quotation marks, and line ends inside are text`() throws {
    let data = try labelled("label\ttext\nq\t\"So\u{B}what?\" he,\u{2028}said\r\n", in: "x.tsv")
    #expect(data.cases == [TextCase("\"So\u{B}what?\" he,\u{2028}said", "q")])
  }

  @Test func `columns are chosen by name or by number, names first`() throws {
    func cases(_ text: String?, _ label: String?, _ header: String) throws -> [TextCase] {
      try labelled("\(header)\na,b,c\n") { ($0.textColumn, $0.labelColumn) = (text, label) }.cases
    }
    #expect(try cases("3", "1", "x,y,label") == [TextCase("c", "a")])
    #expect(try cases("y", "x", "x,y,z") == [TextCase("b", "a")])
    #expect(try cases("1", "2", "3,1,2") == [TextCase("3", "1"), TextCase("a", "b")])
    #expect(try cases("1", "label", "3,1,label") == [TextCase("b", "c")])
    #expect(try cases("z", nil, "x,class,z") == [TextCase("c", "b")])
    #expect(try cases("É", "x", "x,E\u{301},É") == [TextCase("c", "a")])
  }

  @Test func `a header is recognised by a known name, or by a choice by name`() throws {
    func count(_ header: String, _ change: (inout LabelledTextReader) -> Void) throws -> Int {
      try labelled("\(header)\nfine,a\nbad,b\nwell,a\n", change).cases.count
    }
    let byNumber = { (reader: inout LabelledTextReader) in
      (reader.textColumn, reader.labelColumn) = ("1", "2")
    }
    #expect(try count("Review,SENTIMENT") { _ in } == 3)
    #expect(try count("phrase,mood", byNumber) == 4)
    #expect(try count("phrase,mood") { ($0.textColumn, $0.labelColumn) = ("phrase", "2") } == 3)
    #expect(
      try count("phrase,mood") {
        byNumber(&$0)
        $0.header = .yes
      } == 3)
    #expect(
      try count("text,label") {
        byNumber(&$0)
        $0.header = .no
      } == 4)
  }

  @Test func `of two columns without names, the one that repeats itself is the label`() throws {
    for (text, order) in [("a\tx\nb\tx\nc\ty\n", "column 2"), ("x\ta\nx\tb\ny\tc\n", "column 1")] {
      let data = try labelled(text, in: "x.tsv")
      #expect(data.cases == [TextCase("a", "x"), TextCase("b", "x"), TextCase("c", "y")])
      let end = "label from \(order), which has fewer distinct values"
      #expect(data.notes.count == 1 && data.notes[0].description.contains(end))
    }
  }

  @Test func `a first line whose label occurs nowhere else is pointed at`() throws {
    let rows = (0..<9).map { "t\($0)\t\($0 % 2)" }.joined(separator: "\n")
    func notes(_ header: LabelledTextReader.Header) throws -> [Advice] {
      try labelled("phrase\tmood\n" + rows, in: "x.tsv") {
        ($0.textColumn, $0.labelColumn, $0.header) = ("1", "2", header)
      }.notes
    }
    let notes = (auto: try notes(.auto), no: try notes(.no))
    #expect(notes.auto.count == 1 && notes.no.isEmpty)
    #expect(
      notes.auto[0].description.contains(
        "line 1 is a case and names no columns, although its label"))
  }

  @Test func `texts alone are read where labels are not required`() throws {
    let unlabelled = { (reader: inout LabelledTextReader) in reader.requiresLabels = false }
    #expect(
      try labelled("one\ntwo\n", unlabelled).cases == [
        TextCase("one", labels: []), TextCase("two", labels: []),
      ])
    #expect(
      try labelled("id,text\n7,one\n", unlabelled).cases == [TextCase("one", labels: [])])
    #expect(
      try labelled("text,label\none,\ntwo,b\n", unlabelled).cases == [
        TextCase("one", labels: []), TextCase("two", "b"),
      ])
  }

  typealias Change = @Sendable (inout LabelledTextReader) -> Void

  static let bad: [(text: String, message: String, change: Change)] = [
    ("text,label\n", "x.csv: the header is all there is: no case follows it", { _ in }),
    ("\n\n", "x.csv: there is no case in it, only blank lines", { _ in }),
    ("", "x.csv: the text is empty; name a file with text in it", { _ in }),
    ("text,label\na\n", "x.csv:2:1: this row has 1 column, and the one before it has 2", { _ in }),
    (
      "text,label\na,b\nc,d,e\n", "x.csv:3:1: this row has 3 columns, and the one before it has 2",
      { _ in }
    ),
    ("text,label\n ,b\n", "x.csv:2:1: the text is empty: remove the case", { _ in }),
    ("text,label\n\"\",b\n", "x.csv:2:2: the text is empty: remove the case", { _ in }),
    (
      "text,label\na, \n", "x.csv:2:3: the label is empty: name the class, or remove the case",
      { _ in }
    ),
    ("text,label\na,\"b\nc,d\n", "x.csv:2:3: this quotation mark is never closed", { _ in }),
    (
      "text,kind,note\na,b,c\n",
      "x.csv:1:1: it is not clear which column holds the label: name it with labelColumn (the first row is \"text\", \"kind\", \"note\")",
      { _ in }
    ),
    (
      "a,b,label\na,b,c\n",
      "x.csv:1:1: it is not clear which column holds the text: name it with textColumn (the first row is \"a\", \"b\", \"label\")",
      { _ in }
    ),
    (
      "a,b\nc,d\n",
      "x.csv:1:1: it is not clear which column holds the text: name it with textColumn (the first row is \"a\", \"b\")",
      { _ in }
    ),
    (
      "text\tlabel\na \"b\tc\n",
      "x.csv:1:1: it is not clear which column holds the text: name it with textColumn (the first row is \"text\\u{9}label\"); if it is more than one column, split it with delimiter, or with form = tsv",
      { _ in }
    ),
    (
      "text\na\n",
      "x.csv:1:1: it is not clear which column holds the label: name it with labelColumn (the first row is \"text\")",
      { _ in }
    ),
    (
      "text,label\na,b\n",
      "x.csv:1:1: no column is named \"stars\": the columns are \"text\", \"label\"",
      { $0.labelColumn = "stars" }
    ),
    (
      "text,label\na,b\n", "x.csv:1:1: there is no column 3: the table has 2 columns",
      { $0.labelColumn = "3" }
    ),
    (
      "text,label\na,b\n", "x.csv:1:1: there is no column 0: the table has 2 columns",
      { $0.textColumn = "0" }
    ),
    (
      "text,label\na,b\n", "x.csv:1:1: column 1 was chosen twice: choose different columns",
      { $0.labelColumn = "text" }
    ),
    (
      "a,a\nb,c\n",
      "x.csv:1:1: more than one column is named \"a\": give the column's number instead",
      { $0.labelColumn = "a" }
    ),
    (
      "a,b\nc,d\n",
      "x.csv:1:1: the table is read without a header, so that no column can be named \"a\": give its number, or set header = yes",
      { ($0.labelColumn, $0.header) = ("a", .no) }
    ),
  ]

  @Test(arguments: bad.indices)
  func `bad tables are refused with the place`(index: Int) throws {
    let (text, message, change) = Self.bad[index]
    let found = try complaint("x.csv", Array(text.utf8)) { path throws(DataError) in
      var reader = LabelledTextReader()
      change(&reader)
      _ = try reader.read([path])
    }
    #expect(found?.text == message && found?.category == .unusable)
  }

  @Test func `what is not text is refused as for a corpus`() throws {
    func said(_ bytes: [UInt8], _ change: (inout LabelledTextReader) -> Void = { _ in }) throws
      -> String?
    {
      var reader = LabelledTextReader()
      reader.encoding = .named("UTF-8")
      change(&reader)
      return try complaint("x.csv", bytes) { path throws(DataError) in
        _ = try reader.read([path])
      }?.text
    }
    let bad = Array("text,label\né".utf8) + [0xFF] + Array(",b\n".utf8)
    #expect(
      try said(bad) == "x.csv:2:2: invalid UTF-8 at byte 13 (line 2, column 2); replace damaged "
        + "bytes with lossy, or name the encoding with encoding if the text is not UTF-8")
    #expect(try said(bad) { $0.lossy = true } == nil)
    #expect(
      try said(Array("text,label\na\u{0},b\n".utf8))
        == "x.csv:2:2: NUL character at byte 12 (line 2, column 2), which no text contains; remove it, "
        + #"for example with tr -d '\000'"#)
  }
}
