import Testing

@testable import RondoModels

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
    #expect(data.notes.count == 1 && data.notes.joined().contains("line 1 is a case"))
    for option in ["--header", "--text-column", "--label-column"] {
      #expect(data.notes.joined().contains(option))
    }
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
    let named = try labelled(Self.headed).notes
    #expect(
      named.count == 1 && named.joined().contains("line 1 names the columns; text from column 1"))
    #expect(named.joined().contains("label from column 2 (\"category\")"))
    let chosen = try labelled(Self.headless) {
      ($0.header, $0.textColumn, $0.labelColumn) = (.no, "1", "2")
    }
    #expect(chosen.notes.isEmpty)
    let numbers = try labelled(Self.headless) { ($0.textColumn, $0.labelColumn) = ("1", "2") }
    #expect(numbers.notes.count == 1 && numbers.notes.joined().contains("--header"))
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
    // A row that may be one is read as a case, and pointed at.
    let alone = try predicted("review\nbad film\n", after: Self.headless)
    #expect(alone.cases.count == 2 && alone.notes.count == 1)
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
        + "or leave them out of training with --skip-unlabelled")
    let data = try labelled(text) { $0.skipsUnlabelled = true }
    #expect(data.cases == [TextCase("a", "x"), TextCase("c", "y")])
    #expect(data.notes == ["2 of 4 cases have no label and were left out"])
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
