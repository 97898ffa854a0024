import Foundation
import Testing

@Suite("Tables of series") struct SeriesTableTests {
  /// A table of series that rise or fall in their channel `x` and are steady in the others, with a row a
  /// step and these columns.
  static func table(_ columns: String, cases: Int = 12, first: Int = 0) -> String {
    let names = columns.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let rows = (first..<first + cases).flatMap { item in
      (0..<4).map { step in
        names.map { name in
          switch name {
          case "": "\(4 * item + step)"
          case "id": "s\(item)"
          case "label", "kind": item % 2 == 0 ? "up" : "down"
          case "t": "\(step)"
          case "x": "\((item % 2 == 0 ? 1 : -1) * (2 * step - 3)).\(item % 3)"
          case "note": "ok"
          default: "9.\(item % 3)"
          }
        }.joined(separator: ",") + "\n"
      }
    }
    return columns + "\n" + rows.joined()
  }

  static let learning = "\(Scratch.tinyClassifier) --epochs 20 --learning-rate 0.05"

  /// A model trained on a table with these columns.
  static func trained(
    _ columns: String = "id,label,x,y", _ options: String = ""
  ) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("train.csv", table(columns))
    try scratch.rondo("train series-classifier train.csv --out model \(learning) \(options)")
      .succeeded()
    return scratch
  }

  /// The labels that the model gives to the series of a table.
  static func labels(_ scratch: Scratch, _ file: String, _ options: String = "") throws -> [String]
  {
    let result = try scratch.rondo("predict model \(file) --format json \(options)").succeeded()
    return try result.events("prediction").compactMap { $0["label"] as? String }
  }

  static let truth = ["up", "down", "up", "down"]

  @Test("channels are matched by the names that both files give them")
  func names() throws {
    let scratch = try Self.trained()
    try scratch.write("same.csv", Self.table("id,x,y", cases: 4, first: 20))
    try scratch.write("swapped.csv", Self.table("id,y,x", cases: 4, first: 20))
    try scratch.write("labelled.csv", Self.table("y,id,x,label", cases: 4, first: 20))
    let rows = Self.table("id,x,y", cases: 4, first: 20).split(separator: "\n").dropFirst()
    let values = rows.flatMap { row in
      let fields = row.split(separator: ",")
      return ["\(fields[0]),y,\(fields[2])\n", "\(fields[0]),x,\(fields[1])\n"]
    }
    try scratch.write("long.csv", "id,channel,value\n" + values.joined())
    for file in ["same.csv", "swapped.csv", "labelled.csv", "long.csv"] {
      #expect(try Self.labels(scratch, file) == Self.truth, "\(file)")
    }
    let found = try scratch.rondo("evaluate model labelled.csv --format json").succeeded()
    #expect(try found.event("evaluation")["accuracy"] as? Double == 1)
    #expect((try found.event("evaluation")["baselines"] as? [Any])?.isEmpty == false)
  }

  @Test("the test file and --validation are matched by name too")
  func testAndValidation() throws {
    let scratch = try Scratch()
    try scratch.write("P_TRAIN.csv", Self.table("id,label,x,y"))
    try scratch.write("P_TEST.csv", Self.table("id,y,x,label", cases: 6, first: 20))
    try scratch.write("v.csv", Self.table("y,x,id,label", cases: 6, first: 30))
    let result = try scratch.rondo(
      "train series-classifier P --validation v.csv --format json \(Self.learning)"
    ).succeeded()
    #expect(try result.event("evaluation")["accuracy"] as? Double == 1)
    #expect(try result.events("validation").last?["accuracy"] as? Double == 1)
    let before = try scratch.files()
    let words = "train series-classifier P --out other \(Self.learning)"
    try scratch.write("w.csv", Self.table("id,label,x,z", cases: 4))
    try scratch.rondo("\(words) --validation w.csv").failed(65, "w.csv:1:1: ", "\"y\"", "\"z\"")
    try scratch.write("P_TEST.csv", Self.table("id,label,x", cases: 4))
    try scratch.rondo(words).failed(65, "P_TEST.csv:1:1: ", "\"y\"")
    #expect(try scratch.files() == before + ["w.csv"])
  }

  @Test(
    "channels that only one of the files has are refused by name",
    arguments: [
      ("id,x", "missing: \"y\""), ("id,x,y,z", "no channel \"z\""),
      ("id,x,z", "missing: \"y\"; the model knows no channel \"z\""),
    ])
  func mismatch(columns: String, said: String) throws {
    let scratch = try Self.trained()
    try scratch.write("q.csv", Self.table(columns, cases: 4))
    try scratch.rondo("predict model q.csv").failed(65, "q.csv:1:1: ", said)
    try scratch.write("e.csv", Self.table("label," + columns, cases: 4))
    try scratch.rondo("evaluate model e.csv").failed(65, "e.csv:1:1: ", said)
    if columns == "id,x,y,z" {
      #expect(try Self.labels(scratch, "q.csv", "--ignore-column z") == Self.truth)
    }
  }

  @Test("a file without names goes by position, with a note")
  func position() throws {
    let scratch = try Self.trained()
    try scratch.write(
      "q.ts", "@timeStamps false\n@classLabel false\n@data\n-3,-1,1,3:9,9,9,9\n3,1,-1,-3:9,9,9,9\n")
    let result = try scratch.rondo("predict model q.ts").succeeded()
    #expect(result.text.split(separator: "\n").map { $0.prefix(2) } == ["up", "do"])
    #expect(
      result.errors.contains(
        "q.ts: the file does not name its channels: they are taken by position as \"x\", \"y\""))
    try scratch.write(
      "t.ts",
      "@timeStamps false\n@classLabel true up down\n@data\n-3,1:9,9:up\n3,1:9,9:down\n-2,1:9,8:up\n"
    )
    try scratch.rondo("train series-classifier t.ts --out other \(Scratch.tinyClassifier)")
      .succeeded()
    try scratch.write("q.csv", Self.table("id,y,x", cases: 2))
    #expect(
      try scratch.rondo("predict other q.csv").succeeded().errors.contains(
        "q.csv: the model does not know the names of its channels: \"y\", \"x\" are taken by position"
      ))
  }

  @Test("channels and what was found are said at training and by inspect")
  func listing() throws {
    let scratch = try Scratch()
    try scratch.write("train.csv", Self.table("id,label,t,x,y"))
    let options = "--out model --hidden-size 4 --ensemble 1 --epochs 1 --validation-fraction 0"
    let lines = try scratch.rondo("train series-classifier train.csv \(options)").succeeded()
      .errorLines
    #expect(lines.contains("channels  2: x, y"))
    #expect(
      lines.contains(
        "train.csv: columns found by their names: \"id\" identifies the case (--case-column), "
          + "\"t\" holds the time (--time-column), \"label\" the label or target (--label-column)"))
    let text = try scratch.rondo("inspect model").succeeded().text
    #expect(text.contains("\nchannels      2: x, y\n") && text.contains("with time stamps"))
    let event = try scratch.rondo("inspect model --format json").event("inspection")
    let input = try #require(event["input"] as? [String: Any])
    #expect(input["channelNames"] as? [String] == ["x", "y"])
    #expect(
      try scratch.rondo("evaluate model train.csv").succeeded().errorLines.allSatisfy {
        !$0.contains("columns found")
      })
  }

  @Test("the index that pandas writes is refused, and left out where that is asked for")
  func index() throws {
    let scratch = try Scratch()
    try scratch.write("train.csv", Self.table(",id,label,x,y"))
    let words = "train series-classifier train.csv --out model \(Self.learning)"
    try scratch.rondo(words).failed(65, "train.csv:1:1: column 1 has no name", "--ignore-column 1")
    try scratch.rondo("\(words) --ignore-column 1").succeeded()
    for columns in [",id,y,x", "id,x,y"] {
      try scratch.write("q.csv", Self.table(columns, cases: 4))
      #expect(try Self.labels(scratch, "q.csv") == Self.truth, "\(columns)")
    }
    try scratch.rondo("\(words) --resume --ignore-column 2").failed(
      64, "--ignore-column (stored: [\"1\"])")
    try scratch.rondo("\(words) --resume --ignore-column 1").succeeded()
  }

  @Test("a text among the channels is refused with the name of its column")
  func text() throws {
    let scratch = try Scratch()
    try scratch.write("train.csv", Self.table("id,label,x,note,y"))
    let words = "train series-classifier train.csv --out model \(Self.learning)"
    try scratch.rondo(words).failed(
      65, "train.csv:2:", "\"ok\" is not a number, but the column \"note\"", "--ignore-column note")
    try scratch.rondo("\(words) --ignore-column note").succeeded()
    try scratch.write("q.csv", Self.table("id,note,y,x", cases: 4))
    #expect(try Self.labels(scratch, "q.csv") == Self.truth)
    try scratch.write("none.csv", "id,kind,x\na,1,2\na,1,3\nb,2,4\n")
    try scratch.rondo("train series-classifier none.csv").failed(
      65, "none.csv: no column holds the label", "--label-column", "\"kind\", \"x\"")
  }

  @Test("a table of one value a row has its columns named, for training and later")
  func tidy() throws {
    let scratch = try Scratch()
    func tidy(_ sensors: [String], _ more: String = "") -> String {
      let rows = (0..<12).flatMap { item in
        (0..<4).flatMap { step in
          sensors.map { sensor in
            let value = sensor == "x" ? "\((item % 2 == 0 ? 1 : -1) * (2 * step - 3))" : "9"
            return "s\(item),\(item % 2 == 0 ? "up" : "down"),\(sensor),\(value),mm\n"
          }
        }
      }
      return "id,kind,sensor,reading,unit\n" + rows.joined()
    }
    try scratch.write("train.csv", tidy(["x", "y"]))
    let words =
      "train series-classifier train.csv --out model --label-column kind \(Self.learning)"
      + " --channel-column sensor"
    try scratch.rondo("\(words) --value-column reading").failed(65, "train.csv:1:1: ", "\"unit\"")
    try scratch.rondo("\(words) --value-column reading --ignore-column unit").succeeded()
    try scratch.write("q.csv", tidy(["y", "x"]))
    #expect(try Self.labels(scratch, "q.csv").prefix(4) == Self.truth[...])
    try scratch.write("wide.csv", Self.table("id,y,x", cases: 4))
    #expect(try Self.labels(scratch, "wide.csv") == Self.truth)
    try scratch.write("one.csv", tidy(["x"]))
    try scratch.rondo("predict model one.csv").failed(65, "one.csv: ", "missing: \"y\"")
    try scratch.rondo("\(words) --value-column unit --resume").failed(
      64, "--value-column (stored: reading)")
  }

  @Test(
    "columns of series have no meaning for texts",
    arguments: ["--channel-column a", "--value-column a", "--ignore-column a"])
  func otherTasks(option: String) throws {
    let scratch = try Scratch.withTextClassifier()
    let name = String(option.prefix { $0 != " " })
    for command in ["predict", "evaluate"] {
      try scratch.rondo("\(command) model t.csv \(option)").failed(64, name, "texts")
    }
  }

  @Test("series of one step get a note that says how a table is laid out")
  func oneStep() throws {
    let scratch = try Scratch()
    let rows = (0..<6).map { "s\($0),\($0 % 2 == 0 ? "up" : "down"),\($0),\(-$0)\n" }
    try scratch.write("months.csv", "id,label,jan,feb\n" + rows.joined())
    let options = "--out model --hidden-size 4 --ensemble 1 --epochs 1 --validation-fraction 0"
    let lines = try scratch.rondo("train series-classifier months.csv \(options)").succeeded()
      .errorLines
    #expect(
      lines.contains(
        "months.csv: 6 of 6 series have one step of 2 channels: in a table each step is a row; "
          + "a series a line, its label first, is UCR text (.tsv)"))
  }

  @Test("an empty cell of a sample is a missing value, as in a table")
  func emptyCells() throws {
    let scratch = try Self.trained("id,label,x,y,z")
    func answers(_ text: String) throws -> String {
      try scratch.write("samples.txt", text)
      return try scratch.rondo("predict model samples.txt --stream").succeeded().text
    }
    let marked = try answers("1,NaN,3\n?,2,NaN\n")
    #expect(marked.split(separator: "\n").count == 2)
    #expect(try answers("1,,3\n,2,\n") == marked)
    try scratch.write("samples.txt", "1,2\n")
    let partial = try scratch.rondo("predict model samples.txt --stream --quiet")
    #expect(
      partial.code == 65 && partial.errors.contains("samples.txt:1:1: this line has 2 numbers"))
  }
}

@Suite("Labels of series that are missing, or in the test file alone")
struct SeriesLabelTests {
  private static func lines(_ labels: [String]) -> String {
    labels.enumerated().map { index, label in
      let slope = label == "b" ? -1 : 1
      return "\(label)\t\(slope)\t\(2 * slope)\t\(3 * slope).\(index)\n"
    }.joined()
  }

  @Test("unlabelled cases are counted in one message, and left out where that is asked for")
  func unlabelled() throws {
    let scratch = try Scratch()
    try scratch.write("s.tsv", Self.lines(["a", "b", "?", "a", "b", "NaN", "a", "b"]))
    let words = "train series-classifier s.tsv --out model \(Scratch.tinyClassifier)"
    let before = try scratch.files()
    try scratch.rondo(words).failed(
      65, "s.tsv:3:1: 2 of 8 cases have no label", "--skip-unlabelled")
    #expect(try scratch.files() == before)
    try scratch.write("kept.tsv", Self.lines(["a", "b", "a", "b", "a", "b"]))
    let loud = words.replacing(" --quiet", with: "")
    let result = try scratch.rondo("\(loud) --skip-unlabelled").succeeded()
    #expect(result.errorLines.contains("s.tsv: 2 of 8 cases have no label and are omitted"))
    #expect(result.errors.contains("cases     6 to train on"))
    // The training data are read again without them, and predictions are made for all.
    let evaluation = try scratch.rondo("evaluate model s.tsv --format json").event("evaluation")
    #expect(evaluation["cases"] as? Int == 6 && evaluation["baselines"] as? [Any] != nil)
    let answers = try scratch.rondo("predict model s.tsv").succeeded().text
    #expect(answers.split(separator: "\n").count == 8)
    try scratch.rondo("\(words) --skip-unlabelled --resume").succeeded()
  }

  @Test(
    "what the test file alone has is refused before training",
    arguments: [
      ("tsv", Self.lines(["a", "b", "c"]), "P_TEST.tsv:3:1: ", "\"c\""),
      ("tsv", Self.lines(["a", "?", "b"]), "P_TEST.tsv:2:1: ", "1 of 3 cases has no label"),
      (
        "csv", "id,label,x\n1,a,1\n1,a,2\n2,c,3\n", "P_TEST.csv:4:1: ", "\"c\""
      ),
      (
        "ts", "@timeStamps false\n@classLabel true a b c\n@data\n1,2:a\n3,4:c\n", "P_TEST.ts:5:1: ",
        "\"c\""
      ),
      (
        "ts", "@timeStamps false\n@classLabel false\n@data\n1,2\n", "P_TEST.ts:4:1: ", "no label"
      ),
    ])
  func test(ending: String, contents: String, place: String, said: String) throws {
    let scratch = try Scratch()
    let training = [
      "tsv": Self.lines(["a", "b", "a", "b"]),
      "csv": "id,label,x\n1,a,1\n1,a,2\n2,b,3\n2,b,4\n3,a,1\n3,a,2\n",
      "ts": "@timeStamps false\n@classLabel true a b\n@data\n1,2:a\n3,4:b\n1,3:a\n",
    ]
    try scratch.write("P_TRAIN.\(ending)", training[ending] ?? "")
    try scratch.write("P_TEST.\(ending)", contents)
    let words = "train series-classifier P --out model \(Scratch.tinyClassifier)"
    let before = try scratch.files()
    try scratch.rondo(words).failed(65, place, said)
    #expect(try scratch.files() == before)
  }

  @Test("a target of the test file that is no number is refused before training")
  func regression() throws {
    let scratch = try Scratch()
    try scratch.write("P_TRAIN.tsv", "1\t1\t2\n2\t2\t3\n3\t3\t4\n")
    try scratch.write("P_TEST.tsv", "1.5\t1\t2\nhigh\t2\t3\n")
    let words = "train series-classifier P --regression --out model \(Scratch.tinyClassifier)"
    let before = try scratch.files()
    try scratch.rondo(words).failed(65, "P_TEST.tsv:2:1: ", "\"high\" is not a finite number")
    #expect(try scratch.files() == before)
    // Values are not looked at before the end.
    try scratch.write("P_TEST.tsv", "1.5\tone\t2\n")
    let result = try scratch.rondo(words)
    #expect(result.code == 65 && result.errors.contains("P_TEST.tsv:1:5: "))
    #expect(try scratch.files() != before)
  }
}
