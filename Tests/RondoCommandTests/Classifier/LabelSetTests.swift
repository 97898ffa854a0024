import Foundation
import Testing

@Suite("Classifiers of any number of labels") struct MultiLabelTests {
  private static let words = [("food", "soup"), ("staff", "cook"), ("price", "bill")]

  /// 48 lines in which each word has its label, and a model of them.
  private static func scratch(_ options: String = "") throws -> Scratch {
    let scratch = try Scratch()
    let lines = (0..<48).map { index in
      let here = words.enumerated().filter { index >> $0.offset & 1 == 1 }.map(\.element)
      return (here.map { "__label__\($0.0)" } + ["so", "it", "\(index % 5)"] + here.map(\.1))
        .joined(separator: " ") + "\n"
    }
    try scratch.write("t.txt", lines.joined())
    try scratch.rondo(
      "train text-classifier t.txt --multi-label --unit word --out model --hidden-size 6 "
        + "--embedding-size 6 --epochs 30 --validation-fraction 0 --dropout 0 "
        + "--embedding-dropout 0 --learning-rate 0.02 --threads 1 --quiet \(options)"
    ).succeeded()
    return scratch
  }

  @Test("predict names all labels that are probable enough, or so many as are asked for")
  func predictions() throws {
    let scratch = try Self.scratch()
    try scratch.write("in.txt", "so it 1 soup bill\nso it 1\n")
    let words = "predict model in.txt --form lines"
    let text = try scratch.rondo(words).succeeded().text.split(separator: "\n")
    #expect(text.count == 2 && text[1] == "–", "\(text)")
    #expect(text[0].contains("food ") && text[0].contains("price "), "\(text)")
    #expect(!text[0].contains("staff "), "\(text)")
    let json = try scratch.rondo("\(words) --format json --top 2").succeeded()
      .events("prediction")
    #expect(
      Set(json[1].keys) == ["event", "index", "label", "probability", "labels", "top"])
    #expect((json[1]["labels"] as? [Any])?.isEmpty == true)
    let top = try #require(json[1]["top"] as? [[String: Any]])
    #expect(top.count == 2 && top[0]["label"] as? String == json[1]["label"] as? String)
    let all = try scratch.rondo("\(words) --threshold 0 --format tsv").succeeded().text
    #expect(all.split(separator: "\n").allSatisfy { $0.split(separator: "\t").count == 6 })
    let none = try scratch.rondo("\(words) --threshold 1 --format tsv").succeeded().text
    #expect(none == "\n\n")
    try scratch.rondo("\(words) --threshold 0.2 --top 2").failed(64, "--top and --threshold")
    try scratch.rondo("\(words) --threshold 1.5").failed(64, "--threshold")
  }

  @Test("evaluate scores each label and the sets, beside baselines")
  func evaluation() throws {
    let scratch = try Self.scratch("--class-weights balanced")
    let result = try scratch.rondo("evaluate model t.txt").succeeded()
    for word in [
      "all labels right ", "micro F1 ", "\nmicro ", "\nmacro ", "label frequencies",
      "each label against the rest", "; 48 cases\n", "McNemar",
    ] {
      #expect(result.text.contains(word), "\(word)")
    }
    let event = try scratch.rondo("evaluate model t.txt --format json --threshold 0")
      .succeeded().event("evaluation")
    #expect(event["accuracy"] as? Double == 0.125)
    #expect(event["microRecall"] as? Double == 1)
    #expect(event["confusion"] is NSNull && event["threshold"] as? Double == 0)
    let perLabel = try #require(event["perLabel"] as? [[String: Any]])
    let supports: [Int?] = [24, 24, 24]
    #expect(perLabel.map { $0["support"] as? Int } == supports)
    try scratch.write("odd.txt", "__label__food x\n__label__odd y\n")
    try scratch.rondo("evaluate model odd.txt").failed(65, "odd.txt:2:1", "\"odd\"")
    try scratch.rondo("evaluate model t.txt --confusion c.svg").failed(64, "--confusion")
    let shown = try scratch.rondo("inspect model").succeeded().text
    #expect(shown.contains("labels        3: food, price, staff; any number of them a case"))
  }

  @Test("a run validates on sets, and taken further by --resume ends in the same bytes")
  func resume() throws {
    let scratch = try Self.scratch()
    let words =
      "train text-classifier t.txt --multi-label --unit word --hidden-size 4 --validation t.txt "
      + "--schedule constant --quiet"
    let whole = try scratch.rondo("\(words) --out whole --epochs 3 --threads 1 --format json")
      .succeeded()
    let validation = try #require(try whole.events("validation").last)
    #expect(validation["microF1"] is Double && validation["macroF1"] is Double)
    let baseline = try whole.event("baseline")
    #expect(baseline["method"] as? String == "label frequencies")
    try scratch.rondo("\(words) --out parts --epochs 1 --threads 2").succeeded()
    try scratch.rondo("\(words) --out parts --epochs 3 --threads 2 --resume").succeeded()
    #expect(
      try scratch.bytes("parts/model.safetensors") == scratch.bytes("whole/model.safetensors"))
  }

  @Test("JSON Lines hold a list of labels")
  func lists() throws {
    let scratch = try Scratch()
    let lines = (0..<12).map { index in
      #"{"text":"a \#(index % 2 == 0 ? "b" : "c") d","labels":\#(["[]", #"["x","y"]"#][index % 2])}"#
    }
    try scratch.write("t.jsonl", lines.joined(separator: "\n"))
    let words = "train text-classifier t.jsonl \(TrainClassifierTests.small)"
    try scratch.rondo("\(words) --multi-label --out run").succeeded()
    try scratch.rondo("\(words) --out other").failed(65, "t.jsonl:2:", "--multi-label")
  }

  @Test("what does not go together is refused in one line, and nothing is made")
  func refused() throws {
    let scratch = try Scratch()
    try TrainClassifierTests.texts(scratch)
    try scratch.write("two.txt", "__label__a __label__b x\n__label__a y\n")
    let before = try scratch.files()
    let words = "train text-classifier --quiet --out run"
    try scratch.rondo("\(words) t.csv --multi-label").failed(65, "t.csv", "--multi-label")
    try scratch.rondo("\(words) two.txt").failed(65, "two.txt:1:1", "--multi-label")
    try scratch.rondo("\(words) two.txt --multi-label --label-smoothing 0.1").failed(
      64, "--label-smoothing", "--multi-label")
    #expect(try scratch.files() == before)
    let single = try Scratch.withTextClassifier()
    try single.rondo("predict model t.csv --threshold 0.3").failed(64, "--multi-label")
    try single.rondo("evaluate model t.csv --threshold 0.3").failed(64, "--multi-label")
  }
}
