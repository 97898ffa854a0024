import Foundation
import Testing

@Suite("Training classifiers") struct TrainClassifierTests {
  static let small = "--hidden-size 4 --epochs 4 --quiet --no-baseline"

  /// A table of 24 texts.
  static func texts(_ scratch: Scratch) throws {
    let rows = (0..<12).map { "a good film \($0),pos\na bad film \($0),neg\n" }.joined()
    try scratch.write("t.csv", "text,label\n" + rows)
  }

  /// A problem of 210 series to train on and 20 to test on, `P_TRAIN.txt` and `P_TEST.txt`.
  static func series(_ scratch: Scratch) throws {
    func lines(_ count: Int) -> String {
      (0..<count).map { row in
        let slope = row % 2 == 0 ? 1 : -1
        let values = (0..<6).map { "\(slope * $0 + row % 3)" }.joined(separator: "  ")
        return "\(row % 2 + 1)  \(values)\n"
      }.joined()
    }
    try scratch.write("P_TRAIN.txt", lines(210))
    try scratch.write("P_TEST.txt", lines(20))
  }

  @Test("a run has the same bytes for every number of threads, and others for another seed")
  func threads() throws {
    let scratch = try Scratch()
    try Self.texts(scratch)
    for (out, more) in [
      ("one", "--threads 1"), ("three", "--threads 3"), ("other", "--threads 1 --seed 2"),
    ] {
      try scratch.rondo("train text-classifier t.csv --out \(out) \(more) \(Self.small)")
        .succeeded()
    }
    for file in ["model.safetensors", "training.safetensors"] {
      let first = try scratch.bytes("one/\(file)")
      #expect(try scratch.bytes("three/\(file)") == first, "\(file)")
      #expect(try scratch.bytes("other/\(file)") != first, "\(file)")
    }
  }

  @Test(
    "what becomes of the outputs depends on the kind of data and on the cell",
    arguments: [
      ("text-classifier t.csv --character-size 4", "attention"),
      ("series-classifier P", "concat"), ("series-classifier P --cell rnn", "max"),
      ("series-classifier P --cell lstm", "max"),
      ("series-classifier P --readout mean", "mean"),
    ])
  func readout(words: String, expected: String) throws {
    let scratch = try Scratch()
    try Self.texts(scratch)
    try Self.series(scratch)
    try scratch.rondo("train \(words) --out model --hidden-size 4 --steps 1 --quiet --no-baseline")
      .succeeded()
    let event = try scratch.rondo("inspect model --format json").event("inspection")
    let architecture = try #require(event["architecture"] as? [String: Any])
    #expect(architecture["readout"] as? String == expected)
    #expect(architecture["members"] as? Int == (words.hasPrefix("text") ? 4 : 5))
  }

  @Test("a run taken further by --resume ends in the bytes of one that was not stopped")
  func resume() throws {
    let scratch = try Scratch()
    try Self.series(scratch)
    let words =
      "train series-classifier P --hidden-size 4 --quiet --no-baseline --schedule constant"
      + " --network-only --filters 8"
    try scratch.rondo("\(words) --out whole --epochs 3").succeeded()
    try scratch.rondo("\(words) --out parts --epochs 1").succeeded()
    try scratch.rondo("\(words) --out parts --epochs 3 --resume").succeeded()
    #expect(
      try scratch.bytes("parts/model.safetensors") == scratch.bytes("whole/model.safetensors"))
    try scratch.rondo("\(words) --out parts --resume --hidden-size 5").failed(
      64, "--hidden-size (stored: 4)")
    try scratch.write("P_TRAIN.txt", "1  1  2\n2  3  4\n")
    try scratch.rondo("\(words) --out parts --resume").failed(
      65, "P_TRAIN.txt is not the data with which this run was started")
  }

  @Test(
    "--quick trains one network for a third of the epochs, unless others are chosen",
    arguments: [
      ("", 1, 26), ("--ensemble 2 --epochs 1", 2, 1), ("--cell rnn --epochs 2", 1, 2),
    ])
  func quick(more: String, members: Int, epochs: Int) throws {
    let scratch = try Scratch()
    try Self.series(scratch)
    let words = "train series-classifier P --hidden-size 2 --no-baseline --quiet --patience 0"
    let finished = try scratch.rondo("\(words) --out run --quick \(more) --format json")
      .succeeded().event("finished")
    #expect(finished["epochs"] as? Double == Double(epochs))
    let event = try scratch.rondo("inspect run --format json").event("inspection")
    let architecture = try #require(event["architecture"] as? [String: Any])
    #expect(architecture["members"] as? Int ?? 1 == members)
    try scratch.rondo("\(words) --out run --resume --quick --epochs 3").succeeded()
    try scratch.rondo("\(words) --out run --resume --epochs 4").succeeded()
  }

  @Test(
    "--quick is a setting of a run", arguments: ["text-classifier t.csv", "series-classifier P"])
  func quickIsSetting(words: String) throws {
    let scratch = try Scratch()
    try Self.texts(scratch)
    try Self.series(scratch)
    let words = "train \(words) --out run --hidden-size 2 --epochs 1 --quiet --no-baseline"
    try scratch.rondo(words).succeeded()
    try scratch.rondo("\(words) --resume --quick").failed(64, "--quick (stored: false)")
  }

  @Test("an ensemble has the same bytes for every number of threads and after --resume")
  func ensemble() throws {
    let scratch = try Scratch()
    try Self.series(scratch)
    let words =
      "train series-classifier P --hidden-size 4 --quiet --no-baseline --ensemble 3 --dropout 0.2"
      + " --schedule constant --network-only --filters 8"
    try scratch.rondo("\(words) --out whole --epochs 3 --threads 1").succeeded()
    try scratch.rondo("\(words) --out parts --epochs 1 --threads 2").succeeded()
    try scratch.rondo("\(words) --out parts --epochs 3 --threads 3 --resume").succeeded()
    for file in ["model.safetensors", "training.safetensors"] {
      #expect(try scratch.bytes("parts/\(file)") == scratch.bytes("whole/\(file)"), "\(file)")
    }
    try scratch.rondo("\(words) --out parts --resume --ensemble 2").failed(
      64, "--ensemble (stored: 3)")
    let text = try scratch.rondo("inspect whole").succeeded().text
    #expect(text.contains("3 networks: GRU, 1 × 4"))
    let event = try scratch.rondo("inspect whole --format json").event("inspection")
    let architecture = try #require(event["architecture"] as? [String: Any])
    #expect(architecture["members"] as? Int == 3)
    try scratch.rondo("train series-classifier P --ensemble 0").failed(
      64, "--ensemble must be from 1 to 100")
  }

  @Test(
    "other methods are weighted by held-out cases, with the same bytes for every number of threads")
  func others() throws {
    let scratch = try Scratch()
    try Self.series(scratch)
    let train = try scratch.text("P_TRAIN.txt").split(separator: "\n").prefix(24)
    try scratch.write("S_TRAIN.txt", train.joined(separator: "\n") + "\n")
    let words =
      "train series-classifier S --hidden-size 2 --filters 8 --ensemble 2 --epochs 2 --no-baseline"
    let first = try scratch.rondo("\(words) --out one --threads 1 --format json").succeeded()
    _ = try first.event("trials")
    try scratch.rondo("\(words) --out two --threads 3 --quiet").succeeded()
    for file in ["model.safetensors", "training.safetensors"] {
      #expect(try scratch.bytes("one/\(file)") == scratch.bytes("two/\(file)"), "\(file)")
    }
    let text = try scratch.rondo("inspect one").succeeded().text
    #expect(text.contains(" networks + ") && text.contains(" MiniRocket + "))
    try scratch.write("in", "1 2 3 4\n-1 -2 -3 -4\n")
    let events = try scratch.rondo("predict one in --format json").succeeded().events("prediction")
    for event in events {
      let methods = try #require(event["methods"] as? [[String: Any]])
      #expect(
        methods.map { $0["method"] as? String }
          == ["networks", "MiniRocket", "DTW nearest neighbors"])
      #expect(methods.allSatisfy { $0["label"] is String && $0["probability"] is Double })
    }
    let alone = try scratch.rondo("predict one in --format json --network-only").succeeded()
    #expect(try alone.events("prediction").allSatisfy { $0["methods"] == nil })
    try scratch.write("stream", "1 2 3 4\n")
    let last = try scratch.rondo("predict one stream --stream --format json").events("prediction")
    let (whole, streamed) = (
      events[0]["probability"] as? Double, last.last?["probability"] as? Double
    )
    #expect(last.count == 4 && whole != nil && whole == streamed)
  }

  @Test("--pure-rnn is one tanh network in one direction without anything beside it")
  func pureRNN() throws {
    let scratch = try Scratch()
    try Self.series(scratch)
    try Self.texts(scratch)
    for words in ["series-classifier P", "text-classifier t.csv"] {
      let options = "--pure-rnn --hidden-size 3 --epochs 1 --quiet --no-baseline --overwrite"
      try scratch.rondo("train \(words) --out run \(options)").succeeded()
      let event = try scratch.rondo("inspect run --format json").event("inspection")
      let architecture = try #require(event["architecture"] as? [String: Any])
      #expect(architecture["cell"] as? String == "rnn")
      #expect(architecture["isBidirectional"] as? Bool == false)
      #expect(architecture["convolution"] == nil && architecture["members"] == nil)
      #expect(architecture["opinions"] == nil && event["methods"] == nil)
    }
  }

  @Test("naive Bayes is asked where one label a case can be validated, with the same bytes always")
  func naiveBayes() throws {
    let scratch = try Scratch()
    let rows = (0..<110).map { "a good film \($0),pos\na bad film \($0),neg\n" }
    try scratch.write("t.csv", "text,label\n" + rows.joined())
    try scratch.write("few.csv", "text,label\n" + rows.prefix(20).joined())
    let words = "--hidden-size 4 --character-size 4 --schedule constant --quiet --no-baseline"
    func train(_ more: String) throws {
      try scratch.rondo("train text-classifier \(more) \(words)").succeeded()
    }
    func answer(_ run: String) throws -> String? {
      let text = try scratch.rondo("inspect \(run)").succeeded().text
      return text.split(separator: "\n").first { $0.hasPrefix("answer") }.map(String.init)
    }
    try train("t.csv --out whole --epochs 2 --threads 1")
    try train("t.csv --out parts --epochs 1 --threads 3")
    try train("t.csv --out parts --epochs 2 --threads 2 --resume")
    for file in ["model.safetensors", "training.safetensors"] {
      #expect(try scratch.bytes("parts/\(file)") == scratch.bytes("whole/\(file)"), "\(file)")
    }
    #expect(try answer("whole")?.contains("naive Bayes on word n-grams") == true)
    let validation = try scratch.text("whole/log.jsonl").split(separator: "\n")
      .filter { $0.contains(#""event":"validation""#) }
    #expect(validation.count == 2 && validation.allSatisfy { $0.contains("opinionWeights") })
    try train("t.csv --out alone --epochs 1 --network-only")
    try train("t.csv --out older --epochs 1 --no-naive-bayes")
    #expect(
      try scratch.bytes("alone/model.safetensors") == scratch.bytes("older/model.safetensors"))
    try train("few.csv --out few --epochs 1")
    try train("t.csv --out none --epochs 1 --validation-fraction 0.001")
    for run in ["alone", "few", "none"] { #expect(try answer(run) == nil, "\(run)") }
    let none = "train text-classifier t.csv --validation-fraction 0.001"
    try scratch.rondo("\(none) --restarts 2").failed(64, "--restarts")
    try scratch.rondo("train text-classifier t.csv --out whole --resume --no-naive-bayes").failed(
      64, "--no-naive-bayes")
    try scratch.write("q.txt", "a good one\na bad one\n")
    for words in ["predict whole q.txt", "evaluate whole t.csv --no-baseline --quiet"] {
      let both = try scratch.rondo("\(words) --format json").succeeded().text
      let networks = try scratch.rondo("\(words) --format json --network-only").succeeded().text
      #expect(networks != both)
      let alone = try scratch.rondo(
        "\(words.replacing("whole", with: "alone")) --format json"
      ).succeeded().text
      let none = try scratch.rondo(
        "\(words.replacing("whole", with: "alone")) --format json --network-only"
      ).succeeded().text
      #expect(none == alone)
    }
    let answers = try scratch.rondo("predict whole q.txt").succeeded().text
    #expect(answers.split(separator: "\n").map { $0.prefix(3) } == ["pos", "neg"])
  }

  @Test("the test file is scored once, after training, by the best model")
  func test() throws {
    let scratch = try Scratch()
    try Self.series(scratch)
    let words =
      "train series-classifier P --hidden-size 4 --network-only --filters 0 --epochs 12 --format json"
    let result = try scratch.rondo(words).succeeded()
    let evaluation = try result.event("evaluation")
    #expect(evaluation["cases"] as? Int == 20 && evaluation["accuracy"] as? Double == 1)
    #expect((evaluation["baselines"] as? [Any])?.count == 5)
    #expect(try result.events().last?["event"] as? String == "evaluation")
    let log = try scratch.text("checkpoints/P/log.jsonl")
    #expect(log.hasSuffix(try #require(result.text.split(separator: "\n").last) + "\n"))
    let baseline = try result.event("baseline")
    #expect(baseline["method"] as? String == "majority" && baseline["accuracy"] as? Double != nil)
    try scratch.rondo("\(words) --resume").succeeded()
    let again = try scratch.text("checkpoints/P/log.jsonl").split(separator: "\n")
    for event in ["baseline", "finished", "evaluation"] {
      #expect(again.count { $0.contains("\"event\":\"\(event)\"") } == 1, "\(event)")
    }
    let validation = try #require(result.events("validation").last)
    #expect(validation["accuracy"] != nil && validation["macroF1"] != nil)
    try scratch.remove("P_TEST.txt")
    let other = try scratch.rondo("\(words) --out other").succeeded()
    #expect(try other.events("evaluation").isEmpty)
    #expect(
      try scratch.bytes("other/model.safetensors")
        == scratch.bytes("checkpoints/P/model.safetensors"))
  }

  @Test("few cases: the number of epochs is found by cross-validation, and stands in the log")
  func trials() throws {
    let scratch = try Scratch()
    try Self.texts(scratch)
    let words = "train text-classifier t.csv --hidden-size 4 --epochs 4 --restarts 2 --format json"
    let trials = try scratch.rondo("\(words) --out run").succeeded().event("trials")
    #expect([1, 2, 4].contains(trials["epochs"] as? Int))
    #expect([1, 2].contains(trials["seed"] as? Int))
    let log = String(decoding: try scratch.bytes("run/log.jsonl"), as: UTF8.self)
    #expect(log.contains(#""event":"trials""#))
  }

  @Test("networks of 200 series with convolutions learn from all, those without from nine tenths")
  func convolutionsLearnFromAll() throws {
    let scratch = try Scratch()
    let rows = (0..<200).map { "\($0 % 2)\t\($0 % 7)\t\($0 % 2)\t\($0 % 5)\n" }
    try scratch.write("P_TRAIN.txt", rows.joined())
    let words =
      "train series-classifier P --hidden-size 2 --ensemble 1 --network-only --epochs 1 --format json"
    let all = try scratch.rondo("\(words) --out all --filters 4").succeeded()
    #expect(try all.event("trials")["epochs"] as? Int == 1 && all.events("validation").isEmpty)
    let part = try scratch.rondo("\(words) --out part --filters 0").succeeded()
    #expect(try part.events("validation").count == 1 && part.events("trials").isEmpty)
    let timed = try scratch.rondo("\(words) --out timed --filters 4 --minutes 5").succeeded()
    #expect(try timed.events("trials").isEmpty && timed.events("validation").isEmpty)
  }

  @Test("data that are validated on may be named, and must have the same labels")
  func validation() throws {
    let scratch = try Scratch()
    try Self.texts(scratch)
    try scratch.write("v.csv", "text,label\na good one,pos\na bad one,neg\n")
    try scratch.write("w.csv", "text,label\na good one,pos\nso so,neutral\n")
    let words = "train text-classifier t.csv --out run --format json --hidden-size 4 --epochs 2"
    let result = try scratch.rondo("\(words) --validation v.csv").succeeded()
    #expect(try result.events("validation").count == 2 && result.events("trials").isEmpty)
    try scratch.rondo("train text-classifier t.csv --out x --quiet --validation w.csv").failed(
      65, "w.csv", "neutral")
    #expect(try !scratch.files().contains { $0.hasPrefix("x/") })
  }
}
