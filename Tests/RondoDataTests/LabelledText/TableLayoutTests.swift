import RondoFiles
import Testing

@testable import RondoData

/// What is found out about a table, what is said of it, and how it is used for later ones.
struct TableLayoutTests {
  private func predicted(
    _ text: String, after training: String, labels: Set<ClassLabel> = ["pos", "neg"]
  ) throws -> LabelledText {
    let layout = try #require(try labelled(training).layout)
    return try labelled(text) {
      ($0.requiresLabels, $0.layout, $0.knownLabels) = (false, layout, labels)
    }
  }

  private static let headed = "review,category\ngood film,pos\nbad film,neg\nbad one,neg\n"
  private static let headless = "good film,pos\nbad film,neg\nbad one,neg\n"

  @Test func `a label that is a usual name of a column makes no header of a case`() throws {
    let rows = (0..<20).map { "fine with me \($0),comment\nhow so \($0),question\n" }.joined()
    let data = try labelled(rows)
    #expect(data.cases.count == 40 && data.labels == ["comment", "question"])
    #expect(data.cases[0] == TextCase("fine with me 0", "comment"))
    #expect(
      data.notes.count == 1 && data.notes.map(\.description).joined().contains("line 1 is a case"))
    #expect(data.notes.first?.settings == [.header, .textColumn, .labelColumn])
    // A word that recurs as a text does not unmake a header whose label does not.
    let words = try labelled("text,language\ntext,en\nTexte,fr\nmot,fr\n")
    #expect(words.cases.count == 3 && words.labels == ["en", "fr"])
    // Nor does the header of a file behind another one.
    let joined = try labelled("text,label\na,x\nb,y\ntext,label\nc,x\n")
    #expect(joined.cases.first == TextCase("a", "x") && joined.notes.isEmpty)
  }

  @Test func `what was guessed is said in one line, and what is plain is not`() throws {
    #expect(try labelled("text,label\na,x\nb,y\n").notes.isEmpty)
    #expect(try labelled("id,Label,n,TEXT\n1,x,2,a\n2,y,3,b\n").notes.isEmpty)
    let named = try labelled(Self.headed).notes.map(\.description)
    #expect(
      named.count == 1 && named.joined().contains("line 1 names the columns; text from column 1"))
    #expect(named.joined().contains("label from column 2 (\"category\")"))
    let chosen = try labelled(Self.headless) {
      ($0.header, $0.textColumn, $0.labelColumn) = (.no, "1", "2")
    }
    #expect(chosen.notes.isEmpty)
    let numbers = try labelled(Self.headless) { ($0.textColumn, $0.labelColumn) = ("1", "2") }
    #expect(numbers.notes.count == 1 && numbers.notes[0].settings.contains(.header))
  }

  /// What is said of a table that does not fit a model's data.
  private func refusal(
    _ text: String, after training: String, _ change: (inout LabelledTextReader) -> Void = { _ in }
  ) throws -> String? {
    var reader = LabelledTextReader()
    (reader.layout, reader.knownLabels) = (try labelled(training).layout, ["pos", "neg"])
    change(&reader)
    return try complaint("x.csv", Array(text.utf8)) { [reader] path throws(DataError) in
      _ = try reader.read([path])
    }?.text
  }

  @Test func `columns of later tables are found by name, whatever the order`() throws {
    let text = "n,category,review\n1,x,bad film\n2,,kind film\n"
    let data = try predicted(text, after: Self.headed)
    #expect(data.cases.map(\.text) == ["bad film", "kind film"] && data.notes.isEmpty)
    let alone = try predicted("review\nbad film\n", after: Self.headed)
    #expect(alone.cases.map(\.text) == ["bad film"] && alone.notes.isEmpty)
    // A better known name does not win over the one of the training data.
    let both = try predicted("text,review\ntitle,body\n", after: Self.headed)
    #expect(both.cases.map(\.text) == ["body"])
  }

  @Test func `columns of tables without a header are those of the training data`() throws {
    let one = try predicted("bad film,pos\nbad film,neg\n", after: Self.headless)
    #expect(one.cases.map(\.text) == ["bad film", "bad film"] && one.notes.isEmpty)
    let reversed = "pos,good film\nneg,bad film\nneg,bad one\n"
    let two = try predicted("x,pos\nx,neg\n", after: reversed)
    #expect(two.cases.map(\.text) == ["pos", "neg"])
    for training in [Self.headless, reversed] {
      let alone = try predicted("bad film\nbad film\n", after: training)
      #expect(alone.cases.map(\.text) == ["bad film", "bad film"] && alone.notes.isEmpty)
    }
  }

  @Test func `a header that the training data lacked is no case`() throws {
    let data = try predicted("sentiment,review\npos,bad film\n", after: Self.headless)
    #expect(data.cases.map(\.text) == ["bad film"] && data.notes.count == 1)
    let plain = try predicted("text,label\nbad film,pos\n", after: Self.headless)
    #expect(plain.cases.map(\.text) == ["bad film"] && plain.notes.isEmpty)
    for header in ["review", "id,review", "Review,id", "id,topic,text"] {
      let names = header.split(separator: ",")
      let row = names.map { $0 == "id" ? "7" : $0 == "topic" ? "film" : "bad film" }
      let table = "\(header)\n\(row.joined(separator: ","))\n"
      let data = try predicted(table, after: Self.headless)
      #expect(data.cases.map(\.text) == ["bad film"], "\(header)")
      #expect(data.cases.map(\.id) == [names.contains("id") ? "7" : nil], "\(header)")
    }
    // A text that recurs, or that stands beside a label, is a case.
    for rows in ["review,x\nreview,y\n", "review,pos\nbad film,neg\n"] {
      let data = try predicted(rows, after: Self.headless)
      #expect(data.cases.count == 2 && data.notes.count == 1, "\(rows)")
    }
    let labels: Set<ClassLabel> = ["class", "test"]
    let odd = try predicted("review,class\nexam,test\n", after: Self.headless, labels: labels)
    #expect(odd.cases.count == 2)
  }

  @Test func `a table without the header of the training data is told by its labels`() throws {
    for text in ["bad film,pos\nbad film,neg\n", "pos,bad film\nneg,bad film\n"] {
      let data = try predicted(text, after: Self.headed)
      #expect(data.cases.map(\.text) == ["bad film", "bad film"] && data.notes.count == 1)
    }
    let alone = try predicted("bad film\ngood film\n", after: Self.headed)
    #expect(alone.cases.count == 2 && alone.notes.count == 1)
    #expect(throws: DataError.self) { try predicted("bad,so\ngood,so\n", after: Self.headed) }
    let wide = "id,review,category\n1,good film,pos\n2,bad film,neg\n3,bad one,neg\n"
    let data = try predicted("7,bad film,pos\n8,bad film,neg\n", after: wide)
    #expect(data.cases.map(\.text) == ["bad film", "bad film"])
    let narrow = try predicted("bad film,pos\nbad film,neg\n", after: wide)
    #expect(narrow.cases.map(\.text) == ["bad film", "bad film"])
  }

  @Test func `a label column that the header lacks is not guessed where labels are needed`() throws
  {
    let wide = "id,review,category\n1,good film,pos\n2,bad film,neg\n3,bad one,neg\n"
    for (header, row) in [
      ("id,review", "pos,good film"), ("review,topic", "good film,pos"),
      ("review,label", "good film,pos"), ("review", "good film"),
    ] {
      let names = header.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ", ")
      let text = "\(header)\n\(row)\n"
      #expect(
        try refusal(text, after: wide)
          == "x.csv:1:1: no column is named \"category\": the columns are \(names); choose the "
          + "column of the labels with labelColumn")
      #expect(try predicted(text, after: wide).cases.map(\.text) == ["good film"])
    }
    let text = "review,topic\ngood film,pos\n"
    #expect(try refusal(text, after: wide) { $0.labelColumn = "topic" } == nil)
    #expect(try refusal("review,Category\ngood film,pos\n", after: wide) == nil)
  }

  @Test(arguments: [
    "foo,bar\n1,good film\n", "foo,bar,baz\n1,good film,2\n", "foo,label\ngood film,pos\n",
    "1,good film\n2,bad film\n", "1,2,3,good film\n",
  ])
  func `a table in which nothing tells the text's column is refused`(text: String) throws {
    let first = text.split(separator: "\n")[0].split(separator: ",").map { "\"\($0)\"" }
    let message =
      "x.csv:1:1: no column is named \"review\": the columns are "
      + "\(first.joined(separator: ", ")); choose the column of the texts with textColumn, or set "
      + "header = no if this row is a case"
    for training in [Self.headed, "id,review,category\n1,good,pos\n2,bad,neg\n3,so,neg\n"] {
      #expect(try refusal(text, after: training) { $0.requiresLabels = false } == message)
      let chosen = try refusal(text, after: training) {
        ($0.requiresLabels, $0.textColumn) = (false, "1")
      }
      #expect(chosen == nil)
    }
  }

  @Test func `a table without header and labels is read by position where that is said`() throws {
    let wide = "id,review,category\n1,good film,pos\n2,bad film,neg\n3,bad one,neg\n"
    let layout = try #require(try labelled(wide).layout)
    let data = try labelled("7,bad film\n8,so so\n") {
      ($0.requiresLabels, $0.layout, $0.knownLabels) = (false, layout, ["pos", "neg"])
      $0.header = .no
    }
    #expect(data.cases.map(\.text) == ["bad film", "so so"])
  }

  @Test func `a usual name in place of the one that training data had is reported`() throws {
    let table = try predicted("text,topic\ngood film,x\n", after: Self.headed)
    #expect(table.cases.map(\.text) == ["good film"] && table.notes.count == 1)
    #expect(
      table.notes.map(\.description).joined().contains(
        "line 1 names the columns; text from column 1 (\"text\")"))
    let layout = try labelled(Self.headed).layout
    let object = try labelled(#"{"text":"good film"}"#, in: "x.jsonl") {
      ($0.requiresLabels, $0.layout, $0.knownLabels) = (false, layout, ["pos", "neg"])
    }
    #expect(
      object.notes.count == 1
        && object.notes.map(\.description).joined().contains("text under \"text\""))
  }

  @Test func `a row that cannot be read does not keep the columns from being found`() throws {
    for training in [Self.headed, Self.headless] {
      let layout = try #require(try labelled(training).layout)
      for rows in ["bad film,pos\na,b,c\nbad film,neg\n", "id,review\na,b,c\n7,bad film\n"] {
        let data = try labelled(rows) {
          ($0.requiresLabels, $0.layout, $0.knownLabels) = (false, layout, ["pos", "neg"])
          $0.keepsUnreadable = true
        }
        #expect(data.cases.count { $0.fault != nil } == 1, "\(rows)")
        #expect(data.cases.last?.text == "bad film", "\(rows)")
      }
    }
  }

  @Test func `training data read again by what was found are the same`() throws {
    let tables = [
      Self.headed, Self.headless, "text;label\na;b\nc, d;e\n",
      "fine 1,comment\nhow so,question\nfine 2,comment\n",
    ]
    for table in tables {
      let first = try labelled(table)
      let again = try labelled(table) { $0.layout = first.layout }
      #expect(first.cases == again.cases && first.layout == again.layout)
    }
  }

  @Test func `a label column that is chosen by name need not be there for predictions`() throws {
    let data = try labelled("phrase,text\nx,bad film\n") {
      ($0.requiresLabels, $0.labelColumn) = (false, "category")
    }
    #expect(data.cases.map(\.text) == ["bad film"])
  }

  @Test func `cases without a label are counted, and left out where that is asked for`() throws {
    let text = "text,label\na,x\nb,\nc,y\n\" \",\" \"\n"
    let found = try complaint("x.csv", Array(text.utf8)) { path throws(DataError) in
      _ = try LabelledTextReader().read([path])
    }
    #expect(
      found?.text
        == "x.csv:3:3: 2 of 4 cases have no label, the first of them here: name their classes, "
        + "or omit them from training with skipsUnlabelled")
    let data = try labelled(text) { $0.skipsUnlabelled = true }
    #expect(data.cases == [TextCase("a", "x"), TextCase("c", "y")])
    #expect(data.notes == ["2 of 4 cases have no label and were omitted"])
    #expect(throws: DataError.self) {
      try labelled("text,label\na,\nb,\n") { $0.skipsUnlabelled = true }
    }
    let json = try labelled(
      #"{"text":"a","label":null}"# + "\n" + #"{"text":"b","label":"x"}"# + "\n" + #"{"text":"c"}"#,
      in: "x.jsonl"
    ) { $0.skipsUnlabelled = true }
    #expect(json.cases == [TextCase("b", "x")])
    let lines = try labelled("__label__a b\nc\n", in: "x.txt") { $0.skipsUnlabelled = true }
    #expect(lines.cases == [TextCase("b", "a")])
  }
}
