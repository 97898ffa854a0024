import Foundation
import Testing

@Suite("Dynamic evaluation") struct DynamicTests {
  private static let options = "--dynamic --dynamic-rate 0.01 --dynamic-segment 8"

  /// Nats per symbol.
  private func nats(_ execution: Execution, _ event: String) throws -> Double {
    try #require(try execution.succeeded().event(event)["nats"] as? Double)
  }

  @Test("the model learns a text as it is read, and its file does not")
  func learns() throws {
    let scratch = try Scratch.withModel()
    let before = try TrainFolderTests.made.map { try scratch.bytes("model/\($0)") }
    try scratch.write("t.txt", String(repeating: "lamp stone. ", count: 60))
    let json = "--format json"
    let still = try nats(scratch.rondo("score model t.txt \(json)"), "score")
    let moved = try nats(scratch.rondo("score model t.txt \(Self.options) \(json)"), "score")
    #expect(moved < 0.9 * still, "\(moved) after \(still)")
    #expect(try TrainFolderTests.made.map { try scratch.bytes("model/\($0)") } == before)
  }

  @Test("score and evaluate agree, with the same bits on any number of threads")
  func agreement() throws {
    let scratch = try Scratch.withModel()
    let words = "model c.txt --format json \(Self.options)"
    let score = try scratch.rondo("score \(words) --threads 1").succeeded()
    #expect(try scratch.rondo("score \(words) --threads 3").succeeded().text == score.text)
    let evaluation = try scratch.rondo("evaluate \(words) --threads 2").succeeded()
    #expect(evaluation.text == score.text.replacing("\"score\"", with: "\"evaluation\""))
    let dynamic = try #require(try score.event("score")["dynamic"] as? [String: Any])
    #expect(dynamic["rate"] as? Double == 0.01 && dynamic["segment"] as? Int == 8)
    let text = try scratch.rondo("score model c.txt \(Self.options)").succeeded().text
    #expect(text.contains("dynamic"))
  }

  @Test("each symbol is scored before it is learnt from, and the costs sum to the score")
  func honest() throws {
    let scratch = try Scratch.withModel()
    let text = madeUpText(bytes: 120, seed: 5)
    func costs(_ text: String) throws -> (symbols: [Double], nats: Double) {
      let words = "score model --per-symbol --format json \(Self.options) --text"
      let result = try scratch.rondo(words, text).succeeded()
      let symbols = try result.events("symbol").compactMap { $0["nats"] as? Double }
      return (symbols, try nats(result, "score"))
    }
    let whole = try costs(text)
    #expect(whole.symbols.count == 120)
    #expect(abs(whole.symbols.reduce(0, +) / 120 - whole.nats) < 1e-12)
    for length in [1, 8, 9, 10, 60] {
      let part = try costs(String(text.prefix(length)))
      #expect(part.symbols == Array(whole.symbols.prefix(length)), "\(length)")
    }
  }

  @Test(
    "the usual step is a cell's own",
    arguments: [("rnn", 0.0002), ("gru", 0.0007), ("lstm", 0.001)])
  func usualRate(cell: String, rate: Double) throws {
    let scratch = try Scratch(corpus: 2000)
    let words = "--cell \(cell) --hidden-size 4 --layers 1 --steps 2 --quiet --no-baseline"
    try scratch.rondo("train c.txt --out run \(words)").succeeded()
    let score = try scratch.rondo("score run --text abc --dynamic --format json").succeeded()
    let dynamic = try #require(try score.event("score")["dynamic"] as? [String: Any])
    #expect(dynamic["rate"] as? Double == rate)
  }

  @Test(
    "options that have no meaning are usage errors",
    arguments: [
      "--dynamic-rate 0.1", "--dynamic-decay 0.1", "--dynamic-segment 9",
      "--dynamic --dynamic-rate -1", "--dynamic --dynamic-rate nan", "--dynamic --dynamic-decay 2",
      "--dynamic --dynamic-segment 0", "--dynamic --dynamic-segment 4097",
    ])
  func refused(options: String) throws {
    let scratch = try Scratch()
    for words in ["score model c.txt", "evaluate model c.txt"] {
      try scratch.rondo("\(words) \(options)").failed(64, "--dynamic")
    }
  }
}
