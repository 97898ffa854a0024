import Foundation
import Testing

@Suite("Predictions") struct PredictTests {
  @Test("a text, a file and standard input have the same answers, alone and together")
  func texts() throws {
    let scratch = try Scratch.withTextClassifier()
    let texts = ["good film", "a cold, mean one", "né 🦀"]
    try scratch.write("in.txt", texts.joined(separator: "\r\n"))
    let all = try scratch.rondo("predict model in.txt").succeeded()
    #expect(all.errors == "")
    let lines = all.text.split(separator: "\n").map(String.init)
    #expect(lines.count == 3 && lines.allSatisfy { $0.wholeMatch(of: /(pos|neg) [\d.]+ %/) != nil })
    for (text, line) in zip(texts, lines) {
      #expect(try scratch.rondo("predict model --text", text).text == line + "\n")
    }
    for words in ["predict model", "predict model -", "predict model - --threads 3"] {
      #expect(try scratch.rondo(words) { $0.input = scratch.full("in.txt") }.text == all.text)
    }
    let two = try scratch.rondo("predict model --text", "good film", "--text", "né 🦀")
    #expect(two.text == "\(lines[0])\n\(lines[2])\n")
  }

  @Test("answers come as labels and probabilities in full, or as JSON, in the order of the cases")
  func forms() throws {
    let scratch = try Scratch.withTextClassifier()
    try scratch.write("in.txt", "good\nbad\n")
    let events = try scratch.rondo("predict model in.txt --format json --top 5").succeeded()
      .events("prediction")
    #expect(events.map { $0["index"] as? Int } == [0, 1])
    for event in events {
      #expect(Set(event.keys) == ["event", "index", "label", "probability", "top"])
      let top = try #require(event["top"] as? [[String: Any]])
      #expect(top.count == 2)
      #expect(top[0]["label"] as? String == event["label"] as? String)
      let probabilities = top.compactMap { $0["probability"] as? Double }
      #expect(
        probabilities[0] >= probabilities[1] && abs(probabilities[0] + probabilities[1] - 1) < 1e-9)
    }
    let tsv = try scratch.rondo("predict model in.txt --format tsv --top 2").succeeded().text
    let fields = tsv.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    for (row, event) in zip(fields, events) {
      #expect(row.count == 4 && row[0] == event["label"] as? String)
      // JSONSerialization may read the same decimal number two units in the last place off.
      let probability = try #require(event["probability"] as? Double)
      #expect(abs((Double(row[1]) ?? 0) - probability) <= 2 * probability.ulp)
    }
    let plain = try scratch.rondo("predict model in.txt --top 2").succeeded().text
    #expect(plain.split(separator: "\n").allSatisfy { $0.contains(" %, ") })
  }

  @Test("files are read by their form, labels may be missing")
  func files() throws {
    let scratch = try Scratch.withTextClassifier()
    try scratch.write("a.csv", "label,text\npos,\"good, film\"\n,bad\n")
    try scratch.write("b.jsonl", #"{"text":"good, film"}"# + "\n" + #"{"text":"bad"}"# + "\n")
    try scratch.write("c.tsv", "text\ngood, film\nbad\n")
    try scratch.write("d", "__label__x good, film\nbad\n")
    try scratch.write("e.csv", "good, film\nbad\n")
    let expected = try scratch.rondo("predict model --text", "good, film", "--text", "bad").text
    for words in [
      "a.csv", "b.jsonl", "c.tsv", "d --form fasttext", "e.csv --form lines",
    ] {
      let result = try scratch.rondo("predict model \(words)").succeeded()
      #expect(result.text == expected, "\(words)")
    }
  }

  @Test("a line is answered before the next one is written")
  func streaming() throws {
    let scratch = try Scratch.withTextClassifier()
    // The writer waits for each answer, so that this never ends if answers are kept back.
    let program = try #require(Program.path)
    try scratch.write(
      "talk.sh",
      """
      mkfifo in out
      "$1" predict model < in > out &
      exec 3> in 4< out
      for word in good bad good; do echo "$word" >&3; read -r answer <&4; echo "$answer"; done
      exec 3>&-
      wait
      """)
    let spoken = try scratch.rondo("", through: ["/bin/sh", "talk.sh"])
    #expect(program.isEmpty == false)
    let lines = spoken.succeeded().text.split(separator: "\n")
    #expect(lines.count == 3 && lines[0] == lines[2])
  }

  @Test("series are read by their form, or a line each, with the same answers")
  func series() throws {
    let scratch = try Scratch.withSeriesClassifier()
    try scratch.write("a.tsv", "1\t1\t2\t3\n-1\t-1\t-2\tNaN\n")
    try scratch.write("b.txt", "1 2 3\n-1 -2 NaN\n")
    try scratch.write("lines", "1,2,3\n-1 -2\n")
    try scratch.write("c.csv", "id,x\na,1\na,2\na,3\nb,-1\nb,-2\n")
    try scratch.write("d.ts", "@classLabel false\n@data\n1,2,3\n-1,-2\n")
    try scratch.write(
      "e.arff",
      "@relation x\n@attribute a numeric\n@attribute b numeric\n@attribute c numeric\n"
        + "@attribute t {1,-1}\n@data\n1,2,3,?\n-1,-2,?,?\n")
    let expected = try scratch.rondo("predict model a.tsv --format tsv").succeeded().text
    #expect(expected.split(separator: "\n").count == 2)
    for words in ["b.txt --unlabelled", "lines", "c.csv", "d.ts", "e.arff", "lines --form lines"] {
      let result = try scratch.rondo("predict model \(words) --format tsv").succeeded()
      #expect(result.text == expected, "\(words)")
    }
    let piped = try scratch.rondo("predict model --format tsv") { $0.input = scratch.full("lines") }
    #expect(piped.text == expected)
  }

  @Test(
    "a stream of samples is answered as each beginning is answered as a whole",
    arguments: [
      "--no-bidirectional --readout last --filters 0 --network-only",
      "--no-bidirectional --readout mean --filters 0 --network-only", "--bidirectional",
    ])
  func samples(options: String) throws {
    let scratch = try Scratch.withSeriesClassifier("--samples-per-step 2 " + options)
    try scratch.write("in", "1\n2.5\n3 -4\n\n\n7\n")
    let result = try scratch.rondo("predict model in --stream --format json").succeeded()
    let isWhole = options == "--bidirectional"
    #expect(result.errors.contains("whole series") == isWhole)
    let events = try result.events("prediction")
    #expect(events.map { $0["step"] as? Int } == [2, 4, 1])
    #expect(events.map { $0["index"] as? Int } == [0, 0, 1])
    try scratch.write("whole", "1 2.5\n1 2.5 3 -4\n7\n")
    let whole = try scratch.rondo("predict model whole --format json").succeeded()
      .events("prediction")
    #expect(
      events.map { $0["probability"] as? Double } == whole.map { $0["probability"] as? Double })
    let plain = try scratch.rondo("predict model in --stream --quiet").succeeded()
    #expect(plain.errors == "")
    #expect(
      plain.text.split(separator: "\n").map { $0.split(separator: "\t")[0] } == ["2", "4", "1"])
  }

  @Test("a line that cannot be read is answered in its place, and all others are answered")
  func badLines() throws {
    let scratch = try Scratch.withTextClassifier()
    try scratch.write("in", Array("good\n \nbad\n".utf8) + [0xE4, 0x0A] + Array("good".utf8))
    func predict(_ form: String) throws -> Execution {
      let result = try scratch.rondo("predict model --format \(form)") {
        $0.input = scratch.full("in")
      }
      #expect(result.code == 65)
      #expect(
        result.errors
          == "rondo: -:2:1: the text is empty: remove the case; 2 of 5 cases could not be answered\n"
      )
      return result
    }
    let events = try predict("json").events("prediction")
    try #require(events.map { $0["index"] as? Int } == [0, 1, 2, 3, 4])
    #expect(events.map { $0["label"] != nil } == [true, false, true, false, true])
    for (index, place) in [(1, "-:2:1: the text is empty"), (3, "-:4:1: invalid UTF-8")] {
      #expect(Set(events[index].keys) == ["event", "index", "error"])
      #expect((events[index]["error"] as? String)?.hasPrefix(place) == true)
    }
    #expect(events[0]["probability"] as? Double == events[4]["probability"] as? Double)
    let expected = try scratch.rondo("predict model --text good --text bad --format tsv").text
      .split(separator: "\n").map(String.init)
    #expect(try predict("tsv").text == "\(expected[0])\n\n\(expected[1])\n\n\(expected[0])\n")
    let plain = try predict("text").text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(plain.map(\.isEmpty) == [false, true, false, true, false, true])
    let csv = try predict("csv").text.split(separator: "\n").map(String.init)
    try #require(csv.count == 6)
    #expect(csv[0] == "index,label,probability" && csv[2] == "1,," && csv[4] == "3,,")
    #expect(csv[1] == "0," + expected[0].replacing("\t", with: ","))
  }

  @Test(
    "a case of a file that cannot be read keeps its place, and cases their own names",
    arguments: [
      (
        "a.csv", "id,text\nx1,good\nx2,\nx3,bad\nx4,too,many\nx5,good\n",
        ["x1", "x2", "x3", nil, "x5"]
      ),
      (
        "b.jsonl",
        #"{"id":"x1","text":"good"}"# + "\n" + #"{"id":7,"text":""}"# + "\n"
          + #"{"text":"bad"}"# + "\n{broken\n" + #"{"text":"good","id":"x5"}"# + "\n",
        ["x1", "7", nil, nil, "x5"]
      ),
      ("c.tsv", "text\ngood\n \nbad\na\tb\ngood\n", [nil, nil, nil, nil, nil]),
      (
        "d.json",
        #"[{"id":"x1","text":"good"}, {"id":7,"text":""},"# + "\n"
          + #"{"text":"bad"}, {"text":[1],"id":"x4"}, {"text":"good","id":"x5"}]"#,
        ["x1", "7", nil, "x4", "x5"]
      ),
    ] as [(String, String, [String?])])
  func badCases(name: String, contents: String, ids: [String?]) throws {
    let scratch = try Scratch.withTextClassifier()
    try scratch.write(name, contents)
    let result = try scratch.rondo("predict model \(name) --format json --quiet")
    #expect(result.code == 65 && result.errorLines.count == 1, "\(result.errors)")
    #expect(result.errors.contains("2 of 5 cases could not be answered"), "\(result.errors)")
    let events = try result.events("prediction")
    try #require(events.map { $0["index"] as? Int } == [0, 1, 2, 3, 4])
    #expect(events.map { $0["id"] as? String } == ids)
    #expect(events.map { $0["error"] == nil } == [true, false, true, false, true])
    #expect((events[3]["error"] as? String)?.hasPrefix("\(name):") == true)
    let csv = try scratch.rondo("predict model \(name) --format csv --quiet").text
    #expect(csv.hasPrefix(ids[0] == nil ? "index,label," : "index,id,label,"))
  }

  /// `#` stands for the damage.
  @Test(
    "a damaged line of a file is answered in its place, as one of standard input is",
    arguments: [
      ("a", "good\nb#d\nbad\ngood\n"), ("b.csv", "text\ngood\nb#d\nbad\ngood\n"),
      ("c.csv", "text\ngood\n\"b\n#d\"\nbad\ngood\n"),
      (
        "d.jsonl",
        #"{"text":"good"}"# + "\n" + #"{"text":"b#d"}"# + "\n" + #"{"text":"bad"}"# + "\n"
          + #"{"text":"good"}"# + "\n"
      ),
    ], [(UInt8(0xFF), "invalid UTF-8"), (0, "NUL")])
  func damagedLines(file: (name: String, contents: String), damage: (byte: UInt8, said: String))
    throws
  {
    let scratch = try Scratch.withTextClassifier()
    // Long enough for a NUL not to be half of UTF-16.
    let long = file.contents.replacing("good", with: "good and long enough, a film of many words")
    let quoted = file.name.hasSuffix("csv") ? long.replacing("words", with: "words\"") : long
    let text = quoted.replacing("good and", with: quoted == long ? "good and" : "\"good and")
    try scratch.write(
      file.name, text.utf8.map { $0 == UInt8(ascii: "#") ? damage.byte : $0 })
    let result = try scratch.rondo("predict model \(file.name) --format json --quiet")
    #expect(result.code == 65 && result.errorLines.count == 1, "\(result.errors)")
    let events = try result.events("prediction")
    try #require(
      events.map { $0["error"] == nil } == [true, false, true, true], "\(result.errors)")
    #expect((events[1]["error"] as? String)?.contains(damage.said) == true)
    #expect(events[0]["probability"] as? Double == events[3]["probability"] as? Double)
  }

  @Test(
    "a series of a file that cannot be read keeps its place, and those of tables their names",
    arguments: [
      ("a.csv", "id,x\na,1\na,2\nb,1\nb,oops\nc,3\n", ["a", "b", "c"]),
      ("short.csv", "id,x\na,1\na,2\nb,1\nb\nc,3\n", ["a", "b", "c"]),
      ("named.csv", "id,x\na,1\na,2\n ,1\nc,3\n", ["a", " ", "c"]),
      ("labels.csv", "id,x,label\na,1,1\na,2,-1\nb,oops,1\nc,3,other\n", ["a", "b", "c"]),
      ("b.tsv", "1\t1\t2\n1\t1\tx\n1\t3\tNaN\n", [nil, nil, nil]),
      ("c.ts", "@classLabel false\n@data\n1,2\n1,x\n3\n", [nil, nil, nil]),
      (
        "d.arff",
        "@relation x\n@attribute a numeric\n@attribute b numeric\n@attribute t {1,-1}\n@data\n1,2,?\n"
          + "1,x,?\n3,?,?\n", [nil, nil, nil]
      ),
    ] as [(String, String, [String?])])
  func badSeries(name: String, contents: String, ids: [String?]) throws {
    let scratch = try Scratch.withSeriesClassifier()
    try scratch.write(name, contents)
    let result = try scratch.rondo("predict model \(name) --format json --quiet")
    #expect(result.code == 65 && result.errorLines.count == 1, "\(result.errors)")
    #expect(result.errors.contains("1 of 3 cases could not be answered"), "\(result.errors)")
    let events = try result.events("prediction")
    try #require(events.map { $0["id"] as? String } == ids)
    #expect(events.map { $0["error"] == nil } == [true, false, true])
    try scratch.write("good", "1,2\n3\n")
    let good = try scratch.rondo("predict model good --format json").events("prediction")
    #expect(events[0]["probability"] as? Double == good[0]["probability"] as? Double)
    #expect(events[2]["probability"] as? Double == good[1]["probability"] as? Double)
  }

  @Test(
    "a sample of a stream that cannot be read is answered in its place and is none of the series")
  func badSamples() throws {
    let scratch = try Scratch.withSeriesClassifier("--no-bidirectional --samples-per-step 1")
    try scratch.write("in", "1\noops\n2\n")
    let result = try scratch.rondo("predict model in --stream --format json --quiet")
    #expect(result.code == 65 && result.errors.contains("in:2:1") && result.errorLines.count == 1)
    let events = try result.events("prediction")
    try #require(events.map { $0["step"] as? Int } == [1, 1, 2])
    #expect(events.map { $0["error"] == nil } == [true, false, true])
    try scratch.write("good", "1\n2\n")
    let good = try scratch.rondo("predict model good --stream --format json").events("prediction")
    #expect(events[2]["probability"] as? Double == good[1]["probability"] as? Double)
    let csv = try scratch.rondo("predict model in --stream --format csv --quiet").text
    let lines = csv.split(separator: "\n")
    try #require(lines.count == 4)
    #expect(lines[0] == "index,step,label,probability" && lines[2] == "0,1,,")
  }

  @Test("CSV has a column for each label and probability, in quotation marks where it must")
  func commaSeparated() throws {
    let scratch = try Scratch()
    let rows = (0..<8).map { "w\($0 % 4),\($0 % 2 == 0 ? "\"a, b\"" : "c")\n" }.joined()
    try scratch.write("t.csv", "text,label\n" + rows)
    try scratch.rondo(
      "train text-classifier t.csv --out model --character-size 4 \(Scratch.tinyClassifier)"
    ).succeeded()
    let top = try scratch.rondo("predict model --text w1 --top 9 --format csv").succeeded().text
    let lines = top.split(separator: "\n").map(String.init)
    try #require(lines.count == 2)
    #expect(lines[0] == "index,label,probability,label2,probability2")
    #expect(lines[1].contains("\"a, b\",0.") && lines[1].hasPrefix("0,"))
  }

  @Test("what cannot be predicted is one line, after the answers before it")
  func refused() throws {
    let scratch = try Scratch.withTextClassifier()
    try scratch.write("blank", "good\n \nbad\n")
    try scratch.write("latin", [0x67, 0x0A, 0xE4, 0x0A])
    try scratch.write("two.csv", "a,b,c\n1,2,3\n")
    try scratch.write("head.csv", "text,label\n")
    #expect(
      try scratch.rondo("predict model --encoding latin1 latin").succeeded().text
        .split(separator: "\n").count == 2)
    try scratch.rondo("predict model").failed(65, "empty")
    let literal = try scratch.rondo("predict model --text", "")
    #expect(literal.code == 65 && literal.text == "\n" && literal.errorLines.count == 1)
    #expect(literal.errors.contains("--text:1:1: the text is empty"))
    try scratch.rondo("predict model none.txt").failed(66, "none.txt")
    try scratch.rondo("predict model two.csv").failed(65, "two.csv:1:1", "--text-column")
    try scratch.rondo("predict model head.csv").failed(65, "head.csv", "header")
    try scratch.rondo("predict model blank --text", "a").failed(64, "--text")
    try scratch.rondo("predict model --top 0 --text", "a").failed(64, "--top")
    try scratch.rondo("predict model blank --stream").failed(64, "--stream")
    try scratch.rondo("predict model blank --form arff").failed(64, "arff")
    try scratch.rondo("predict model --case-column x a.csv").failed(64, "--case-column")
  }

  @Test("series that do not fit the model are refused with their place")
  func refusedSeries() throws {
    let scratch = try Scratch.withSeriesClassifier()
    try scratch.write("two.ts", "@classLabel false\n@data\n1,2:3,4\n")
    try scratch.write("bad", "1 2\n1 x\n")
    try scratch.write("none", "NaN NaN\n")
    try scratch.write("empty", "\n")
    try scratch.rondo("predict model two.ts").failed(65, "two.ts", "2 channels")
    for (file, place) in [
      ("none", "none:1:1: every value"), ("bad", "bad:2:3"), ("empty", "empty:1:1"),
    ] {
      let result = try scratch.rondo("predict model \(file)")
      #expect(result.code == 65 && result.errorLines.count == 1, "\(result.errors)")
      #expect(result.errors.contains(place) && result.text.hasSuffix("\n"), "\(result.errors)")
    }
    try scratch.rondo("predict model empty --stream --quiet").failed(65, "no numbers")
    try scratch.rondo("predict model --text", "a").failed(64, "--text")
    try scratch.rondo("predict model bad --form jsonl").failed(64, "jsonl")
    try scratch.rondo("predict model bad --text-column x").failed(64, "--text-column")
  }

  @Test("a model for another task is refused by its task")
  func wrongTask() throws {
    let scratch = try Scratch.withTextClassifier()
    for words in ["sample model", "score model t.csv"] {
      try scratch.rondo(words).failed(65, "'text-classifier'", "rondo predict")
    }
    let language = try Scratch.withModel()
    try language.rondo("predict model c.txt").failed(65, "'language-model'", "rondo sample")
    try language.rondo("evaluate model c.txt --dedupe").failed(64, "--dedupe")
    try language.rondo("evaluate model c.txt --text-column x").failed(64, "--text-column")
  }
}
