import Testing

@Suite("What is found out about tables of texts") struct TableTests {
  private static let words = ["good", "fine", "warm", "kind", "bad", "poor", "cold", "mean"]

  /// Sixteen cases, a row each; `row` puts a text and its label into one.
  private static func rows(_ row: (String, String) -> String) -> String {
    (0..<16).map { row("\(words[$0 % 8]) film \($0)", $0 % 8 < 4 ? "pos" : "neg") + "\n" }.joined()
  }

  /// A folder with a classifier trained on a file of these contents.
  private static func trained(
    _ name: String, _ contents: String, _ options: String = "", input: Bool = false
  ) throws -> (Scratch, Execution) {
    let scratch = try Scratch()
    try scratch.write(name, contents)
    let quick = Scratch.tinyClassifier.replacing("--quiet", with: "")
    let learning = "--character-size 4 --embedding-dropout 0 --batch-size 2"
    let result = try scratch.rondo(
      "train text-classifier \(input ? "-" : name) --out model \(quick) \(learning) \(options)"
    ) { if input { $0.input = scratch.full(name) } }
    return (scratch, result.succeeded())
  }

  @Test("a label that is the name of a column makes no header of the first case")
  func labelsLikeColumns() throws {
    let rows = (0..<20).map { "fine with me \($0),comment\nhow so \($0),question\n" }.joined()
    let (scratch, result) = try Self.trained("t.csv", rows)
    let notes = result.errorLines.filter { $0.contains("--header") }
    #expect(
      notes.count == 1 && notes.joined().contains("t.csv: line 1 is a case"), "\(result.errors)")
    #expect(notes.joined().contains("--text-column") && notes.joined().contains("--label-column"))
    #expect(result.errors.contains("40 to train on") && result.errors.contains("2 labels"))
    let said = try scratch.rondo("predict model --text x").succeeded().text
    #expect(said.hasPrefix("comment ") || said.hasPrefix("question "))
  }

  @Test("tables to predict are read as the training data were, whatever is missing or moved")
  func stored() throws {
    let headless = try Self.trained("t.csv", Self.rows { "\($0),\($1)" }).0
    let named = try Self.trained("t.csv", "category,review\n" + Self.rows { "\($1),\($0)" }).0
    let chosen = try Self.trained(
      "t.csv", "category,n,review\n" + Self.rows { "\($1),1,\($0)" },
      "--text-column 3 --label-column category"
    ).0
    for (scratch, columns) in [
      (headless, "text from column 1, label from column 2"),
      (named, #"text from column 2 ("review"), label from column 1 ("category")"#),
      (chosen, #"text from column 3 ("review"), label from column 1 ("category")"#),
    ] {
      #expect(try scratch.rondo("inspect model").succeeded().text.contains(columns))
    }
    let tables: [(Scratch, [String])] = [
      (headless, ["bad film,pos\nbad film,neg\n", "bad film\nbad film\n"]),
      (
        named,
        [
          "review\nbad film\nbad film\n", "n,review,category\n1,bad film,pos\n2,bad film,\n",
          "text,review\ngood film,bad film\ngood film,bad film\n", "bad film,pos\nbad film,neg\n",
          "bad film\nbad film\n",
        ]
      ),
      (chosen, ["review\nbad film\nbad film\n", "review,n\nbad film,1\nbad film,2\n"]),
    ]
    for (scratch, texts) in tables {
      let one = try scratch.rondo("predict model --text", "bad film").succeeded().text
      #expect(one != (try scratch.rondo("predict model --text", "pos").succeeded().text))
      for text in texts {
        try scratch.write("in.csv", text)
        #expect(try scratch.rondo("predict model in.csv").succeeded().text == one + one, "\(text)")
      }
      try scratch.rondo("evaluate model t.csv").succeeded()
      try scratch.write("none.csv", "text,score\na,1\nb,2\n")
      #expect(try scratch.rondo("evaluate model none.csv").code == 65)
    }
  }

  @Test("what was found does not keep the same command from going on with the run")
  func resumed() throws {
    let (scratch, _) = try Self.trained("t.csv", Self.rows { "\($0);\($1)" }, "--steps 4")
    let words = "train text-classifier t.csv --out model --resume --epochs 5"
    let result = try scratch.rondo(words).succeeded()
    #expect(result.errors.contains("16 to train on") && result.errors.contains("resumed at step 4"))
    try scratch.rondo(words + " --header yes").failed(64, "--header")
  }

  @Test(
    "another delimiter than the comma is recognised and said, or chosen",
    arguments: [(";", "semicolon"), ("\t", "tab"), ("|", "pipe")])
  func delimiters(mark: String, name: String) throws {
    let text = "text\(mark)label\n" + Self.rows { "well, \($0)\(mark)\($1)" }
    let (found, result) = try Self.trained("t.csv", text)
    let notes = result.errorLines.filter { $0.contains("--delimiter") }
    #expect(notes.count == 1 && notes.joined().contains("t.csv") && notes.joined().contains(name))
    let (chosen, quiet) = try Self.trained("t.csv", text, "--delimiter \(name)")
    #expect(!quiet.errors.contains("--delimiter"))
    for scratch in [found, chosen] {
      try scratch.write("in.csv", "label\(mark)text\npos\(mark)bad, film\n")
      let one = try scratch.rondo("predict model --text", "bad, film").succeeded().text
      #expect(try scratch.rondo("predict model in.csv").succeeded().text == one)
      try scratch.rondo("evaluate model t.csv").succeeded()
    }
    try chosen.rondo("train text-classifier t.csv --out model --resume --delimiter comma").failed(
      64, "--delimiter")
    try chosen.rondo("train text-classifier t.csv --out x --delimiter ab").failed(64, "--delimiter")
  }

  @Test("series take a delimiter and a form too")
  func series() throws {
    let scratch = try Scratch()
    let rows = (0..<12).map { index in
      (0..<3).map {
        "c\(index);\(index % 2 == 0 ? $0 + 1 : -$0 - 1);\(index % 2 == 0 ? "up" : "down")\n"
      }
      .joined()
    }
    try scratch.write("s.csv", "id;x;label\n" + rows.joined())
    let quick = Scratch.tinyClassifier.replacing("--quiet", with: "")
    let found = try scratch.rondo("train series-classifier s.csv --out a \(quick)").succeeded()
    #expect(found.errorLines.filter { $0.contains("--delimiter") }.count == 1)
    let piped = try scratch.rondo(
      "train series-classifier - --form csv --delimiter ; --out b \(quick)"
    ) { $0.input = scratch.full("s.csv") }
    #expect(!piped.succeeded().errors.contains("--delimiter"))
    let events = try scratch.rondo("predict a s.csv --format json").succeeded().events()
    let other = try scratch.rondo("predict b s.csv --format json --delimiter ;").succeeded()
      .events()
    #expect(events.count == 12 && other.count == 12)
    #expect(
      events.map { $0["probability"] as? Double } == other.map { $0["probability"] as? Double })
    for words in ["evaluate b - --no-baseline", "evaluate a - --form csv --no-baseline"] {
      try scratch.rondo(words) { $0.input = scratch.full("s.csv") }.succeeded()
    }
    try scratch.rondo("train series-classifier - --form jsonl --out c").failed(64, "jsonl")
    try scratch.rondo("train series-classifier - --out c") { $0.input = scratch.full("s.csv") }
      .failed(65, "--form")
  }

  @Test(
    "tables and JSON come through standard input as well, their form stored with the run",
    arguments: ["csv", "tsv", "jsonl", "json"])
  func standardInput(form: String) throws {
    let text =
      switch form {
      case "csv": "text,label\n" + Self.rows { "\"\($0)\",\($1)" }
      case "tsv": "text\tlabel\n" + Self.rows { "\($0)\t\($1)" }
      case "jsonl": Self.rows { #"{"text":"\#($0)","label":"\#($1)"}"# }
      default: "[" + Self.rows { #"{"text":"\#($0)","label":"\#($1)"},"# }.dropLast(2) + "]\n"
      }
    let (scratch, result) = try Self.trained("data", text, "--form \(form)", input: true)
    #expect(result.errors.contains("16 to train on"))
    for words in ["", "--form \(form)"] {
      let measured = try scratch.rondo("evaluate model - --no-baseline \(words)") {
        $0.input = scratch.full("data")
      }
      #expect(measured.succeeded().text.contains("16 cases"))
    }
    // A form that was said for a name without an ending says nothing of names with one.
    try scratch.write("x.csv", "label,text\npos,good film\n")
    #expect(
      try scratch.rondo("evaluate model x.csv --no-baseline").succeeded().text.contains("1 case"))
    try scratch.rondo("train text-classifier data --form ts --out x").failed(64, "ts")
    try scratch.rondo("evaluate model x.csv --form arff").failed(64, "arff")
  }

  @Test("cases without a label are counted in one line, and left out where that is said")
  func unlabelled() throws {
    let text = "text,label\n" + Self.rows { "\($0),\($1)" } + "one,\ntwo, \n"
    let scratch = try Scratch()
    try scratch.write("t.csv", text)
    try scratch.rondo("train text-classifier t.csv --out model").failed(
      65, "t.csv:18:5: 2 of 18 cases have no label", "--skip-unlabelled")
    let (skipping, result) = try Self.trained("t.csv", text, "--skip-unlabelled")
    #expect(result.errors.contains("2 of 18 cases have no label and were omitted"))
    #expect(result.errors.contains("16 to train on"))
    #expect(try skipping.rondo("evaluate model t.csv").succeeded().text.contains("16 cases"))
    let strict = try Scratch.withTextClassifier()
    try strict.write(
      "in.jsonl", #"{"text":"a","label":null}"# + "\n" + #"{"text":"b","label":"pos"}"#)
    try strict.rondo("evaluate model in.jsonl").failed(65, "in.jsonl:1:21: 1 of 2 cases")
    try strict.rondo("evaluate model in.jsonl --skip-unlabelled").succeeded()
    #expect(
      try strict.rondo("predict model in.jsonl").succeeded().text.split(separator: "\n").count == 2)
  }

  @Test("columns that do not fit the model's are refused or reported, never guessed in silence")
  func unfit() throws {
    let rows = Self.rows { "7,\($0),\($1)" }
    let (scratch, _) = try Self.trained(
      "t.csv", "id,review,category\n" + rows, "--label-column category")
    let headless = try Self.trained("t.csv", Self.rows { "\($0),\($1)" }).0
    for (name, text) in [
      ("ids.csv", "id,review\npos,good film\n"), ("topics.csv", "review,topic\ngood film,pos\n"),
      ("foo.csv", "foo,bar\n1,good film\n"), ("text.csv", "text,topic\ngood film,x\n"),
    ] {
      try scratch.write(name, text)
      try headless.write(name, text)
    }
    for (name, found) in [("ids.csv", #""id", "review""#), ("topics.csv", #""review", "topic""#)] {
      let message = "\(name):1:1: no column is named \"category\": the columns are \(found)"
      try scratch.rondo("evaluate model \(name)").failed(65, message, "--label-column")
      try scratch.rondo("predict model \(name)").succeeded()
    }
    try scratch.rondo("evaluate model topics.csv --label-column topic").succeeded()
    try scratch.rondo("predict model foo.csv").failed(
      65, #"foo.csv:1:1: no column is named "review": the columns are "foo", "bar""#,
      "--text-column", "--header no")
    let one = try scratch.rondo("predict model --text", "good film").succeeded().text
    #expect(
      try scratch.rondo("predict model foo.csv --text-column bar").succeeded().text == one)
    let named = try scratch.rondo("predict model text.csv").succeeded()
    #expect(named.text == one && named.errorLines.count == 1)
    #expect(named.errors.contains("text.csv: line 1 names the columns; text from column 1"))
    let answer = try headless.rondo("predict model --text", "good film").succeeded().text
    #expect(try headless.rondo("predict model ids.csv").succeeded().text == answer)
  }

  @Test(
    "training says where most of ten cases or more have a label of their own",
    arguments: [(12, 7, true), (12, 6, false), (9, 9, false)])
  func ownLabels(cases: Int, labels: Int, isNoted: Bool) throws {
    let scratch = try Scratch()
    let quick = "--hidden-size 4 --ensemble 1 --steps 1 --no-baseline --validation-fraction 0"
    let texts = (0..<cases).map { "good film \($0),c\($0 % labels)\n" }.joined()
    try scratch.write("t.csv", "text,label\n" + texts)
    let series = (0..<cases).map { "\($0),c\($0 % labels),1\n\($0),c\($0 % labels),2\n" }
    try scratch.write("s.csv", "case,label,x\n" + series.joined())
    for (words, options) in [
      ("text-classifier t.csv --character-size 4", ["--label-column", "--header"]),
      ("series-classifier s.csv", ["--label-column"]),
    ] {
      let result = try scratch.rondo("train \(words) --out \(words.prefix(4)) \(quick)").succeeded()
      let notes = result.errorLines.filter { $0.contains("have a unique label") }
      #expect(notes.count == (isNoted ? 1 : 0), "\(result.errors)")
      if isNoted {
        #expect(notes.joined().contains("(\(labels) labels, \(cases) cases)"))
        for option in options { #expect(notes.joined().contains(option)) }
      }
    }
  }
}
