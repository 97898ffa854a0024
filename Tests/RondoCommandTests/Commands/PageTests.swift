import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Pages") struct PageTests {
  /// Fails unless the file is a well-formed page.
  private func check(_ page: [UInt8]) throws {
    #expect(page.starts(with: Array("<!DOCTYPE html>".utf8)))
    let parser = XMLParser(data: Data(page))
    #expect(parser.parse(), "line \(parser.lineNumber)")
  }

  @Test("score writes a page of the text, beside what it prints", arguments: ["grapheme", "byte"])
  func score(unit: String) throws {
    let scratch = try Scratch.withModel("--unit \(unit)")
    let text = "the <lamp>\n& \u{E9}tat \u{5D0}\u{5D1}\u{7}"
    let plain = try scratch.rondo("score model --text", text).succeeded().text
    let words = "score model --html t.html"
    #expect(try scratch.rondo("\(words) --text", text).succeeded().text == plain)
    let page = try scratch.bytes("t.html")
    try check(page)
    let html = String(decoding: page, as: UTF8.self)
    for part in [">\u{E9}</span>", ">&lt;</span>", ">\u{5D0}</span>", ">␇</span>", ">↵</span>"] {
      #expect(html.contains(part), "\(part)")
    }
    try scratch.rondo("\(words) --dynamic --threads 2 --text", text).succeeded()
    #expect(try scratch.text("t.html").contains("dynamic evaluation"))
    try scratch.rondo("score model c.txt --html c.HTM --quiet").succeeded()
    try check(scratch.bytes("c.HTM"))
  }

  @Test("a page that cannot be written is said so before anything else is done")
  func unwritable() throws {
    let scratch = try Scratch.withModel()
    try scratch.write("folder.html/x", "")
    for command in ["score model c.txt", "inspect model"] {
      try scratch.rondo("\(command) --html none/p.html").failed(73, "none/p.html")
      try scratch.rondo("\(command) --html folder.html").failed(73, "folder.html")
      try scratch.rondo("\(command) --html c.txt").failed(64, ".html")
      try scratch.rondo("\(command) --html").failed(64, "--html")
    }
    #expect(!(try scratch.text("c.txt").contains("<")))
  }

  @Test("training leaves a report in the run's folder, and inspect writes it anew")
  func report() throws {
    let scratch = try Scratch(corpus: 900)
    let result = try scratch.rondo("train c.txt --out run --epochs 3 --quiet \(tiny)").succeeded()
    #expect(result.text == "run\n" && result.errors == "")
    let page = try scratch.bytes("run/report.html")
    try check(page)
    let html = String(decoding: page, as: UTF8.self)
    for part in ["Run run", "validation", "c.txt", "training.learningRate", "<svg", "<pre"] {
      #expect(html.contains(part), "\(part)")
    }
    try scratch.rondo("inspect run --html again.html").succeeded()
    #expect(try scratch.bytes("again.html") == page)
    try scratch.rondo("inspect run/model.safetensors --html bare.html").succeeded()
    try check(scratch.bytes("bare.html"))
    #expect(!(try scratch.text("bare.html").contains("<svg")))
  }

  @Test(
    "a classifier's run leaves a report with its errors, and inspect writes it anew",
    arguments: [
      (
        "text-classifier t.csv --no-naive-bayes", ["nats per case", "majority", "recall"]
      ),
      ("text-classifier t.csv --no-naive-bayes --stop-on f1", ["macro F₁, %", "majority"]),
      (
        "text-classifier m.txt --multi-label", ["label frequencies", "micro F₁, %", "precision, %"]
      ),
      ("text-classifier many.csv --no-naive-bayes", ["predicted", "label 41"]),
      (
        "series-classifier r.csv --label-column y --case-column c --time-column t --regression",
        ["root mean square error", "mean absolute error", "squared error of scaled targets"]
      ),
    ])
  func classifierReport(words: String, parts: [String]) throws {
    let scratch = try Scratch()
    try Self.writeCases(scratch)
    let options = "--hidden-size 4 --ensemble 1 --threads 1 --epochs 3 --quiet --out run"
    try scratch.rondo("train \(words) \(options)").succeeded()
    let page = try scratch.bytes("run/report.html")
    try check(page)
    let html = String(decoding: page, as: UTF8.self)
    let common = [
      "Run run", "<svg", "Errors on the validation part", "the number of epochs was reached",
      "classifier.hiddenSize", "cases to train on", "GRU, 1 × 4",
    ]
    for part in common + parts {
      #expect(html.contains(part), "\(part)")
    }
    let errors = try scratch.event("errors", inLog: "run")
    #expect(errors["cases"] as? Int == 22)
    try scratch.rondo("inspect run --html again.html").succeeded()
    #expect(try scratch.bytes("again.html") == page)
    try scratch.rondo("inspect run/model.safetensors --html bare.html").succeeded()
    try check(scratch.bytes("bare.html"))
  }

  /// 220 cases of each kind, a tenth of which is kept for validation.
  private static func writeCases(_ scratch: Scratch) throws {
    let words = ["good", "fine", "warm", "bad", "poor"]
    let texts = (0..<220).map { "\(words[$0 % 5]) film \($0 / 5)" }
    try scratch.write(
      "t.csv",
      "text,label\n" + texts.enumerated().map { "\($1),\($0 % 5 < 3 ? "pos" : "neg")\n" }.joined())
    try scratch.write(
      "m.txt",
      texts.enumerated().map { "__label__\($0 % 5) __label__\($0 % 2 + 5) \($1)\n" }.joined())
    try scratch.write(
      "many.csv",
      "text,label\n" + texts.enumerated().map { "\($1),label \($0 % 44)\n" }.joined())
    let rows = (0..<220).flatMap { item in
      (0..<4).map { "\(item),\($0),\(Double(item % 7 * $0)),\(item % 7)\n" }
    }
    try scratch.write("r.csv", "c,t,v,y\n" + rows.joined())
  }

  @Test("a resumed run's samples and report are those of one that was not stopped")
  func resumed() throws {
    let scratch = try Scratch(corpus: 700)
    let options = "--schedule constant \(tiny)"
    try scratch.rondo("train c.txt --out a --epochs 4 \(options)").succeeded()
    try scratch.rondo("train c.txt --out b --epochs 2 \(options)").succeeded()
    try scratch.rondo("train c.txt --out b --epochs 4 --resume \(options)").succeeded()
    func samples(_ run: String) throws -> [String] {
      try scratch.text("\(run)/log.jsonl").split(separator: "\n").map(String.init).filter {
        $0.contains("\"event\":\"sample\"")
      }
    }
    #expect(try samples("a") == samples("b") && samples("a").count == 4)
    let models = try ["a", "b"].map { try scratch.bytes("\($0)/model.safetensors") }
    #expect(models[0] == models[1])
    try check(scratch.bytes("b/report.html"))
    // Samples after the state that is gone on from are forgotten with the rest.
    let line = #"{"event":"sample","index":0,"prompt":"","seed":1,"step":9999,"text":"late"}"#
    try scratch.write("b/log.jsonl", scratch.text("b/log.jsonl") + line + "\n")
    try scratch.rondo("train c.txt --out b --epochs 5 --resume \(options)").succeeded()
    #expect(!(try scratch.text("b/log.jsonl").contains("late")))
    #expect(try samples("b").count == 5)
  }
}
