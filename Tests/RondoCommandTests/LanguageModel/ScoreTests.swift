import Foundation
import Testing

@Suite("Scores") struct ScoreTests {
  private static let units: Set = ["nats", "bitsPerCharacter", "bitsPerByte"]

  @Test("a file, standard input and the text itself score alike")
  func sources() throws {
    let scratch = try Scratch.withModel()
    try scratch.write("t.txt", "the lamp of stone")
    let text = try scratch.rondo("score model t.txt").succeeded()
    #expect(text.errors == "")
    #expect(
      text.text.wholeMatch(of: /[\d.]+ nats per symbol, .* bits per byte; 17 symbols\n/) != nil)
    for words in ["score model", "score model -"] {
      #expect(try scratch.rondo(words) { $0.input = scratch.full("t.txt") }.text == text.text)
    }
    #expect(try scratch.rondo("score model --text", "the lamp of stone").text == text.text)
    #expect(try scratch.rondo("score model/model.safetensors t.txt --threads 3").text == text.text)
    let event = try scratch.rondo("score model t.txt --format json").succeeded().event("score")
    #expect(Set(event.keys) == Self.units.union(["event", "symbols"]))
    #expect(event["symbols"] as? Int == 17)
    #expect(event["bitsPerByte"] as? Double == event["bitsPerCharacter"] as? Double)
  }

  /// `JSONDecoder` reads every digit of a number, which `JSONSerialization` does not.
  private struct Cost: Decodable {
    let symbol: String?
    let nats: Double
  }

  @Test("the costs of the symbols sum to the score, and a beginning costs what it costs alone")
  func chainRule() throws {
    let scratch = try Scratch.withModel()
    let text = madeUpText(bytes: 200, seed: 3)
    func costs(_ text: String) throws -> (symbols: [Double], nats: Double) {
      let result = try scratch.rondo("score model --per-symbol --format json --text", text)
      let costs = try result.succeeded().text.split(separator: "\n").map {
        try JSONDecoder().decode(Cost.self, from: Data($0.utf8))
      }
      #expect(costs.dropLast().compactMap(\.symbol).joined() == text)
      let keys: Set = ["event", "symbol", "nats", "rank", "entropy", "offset"]
      #expect(try Set(result.events()[0].keys) == keys)
      return (costs.dropLast().map(\.nats), costs[costs.count - 1].nats)
    }
    let whole = try costs(text)
    #expect(whole.symbols.count == 200)
    // Both are sums of the same numbers in the same order.
    #expect(whole.symbols.reduce(0, +) / 200 == whole.nats)
    for length in [1, 2, 63, 64, 65, 66, 150] {
      let part = try costs(String(text.prefix(length)))
      #expect(part.symbols == Array(whole.symbols.prefix(length)), "\(length)")
    }
  }

  @Test("each symbol stands on its own line")
  func perSymbol() throws {
    let scratch = try Scratch.withModel()
    let result = try scratch.rondo("score model --per-symbol --text", "a\n\tb\r\n\u{1B}")
    let lines = result.succeeded().text.split(separator: "\n")
    #expect(lines.count == 7)
    let columns = lines.dropLast().map { $0.split(separator: "\t", maxSplits: 3).map(String.init) }
    #expect(columns.map { $0[3] } == ["a", #"\n"#, #"\t"#, "b", #"\r\n"#, #"\u{1b}"#])
    let words = "score model --per-symbol --format json --text"
    let json = try scratch.rondo(words, "a\n\tb\r\n\u{1B}")
    for (columns, event) in zip(columns, try json.succeeded().events("symbol")) {
      #expect(Double(columns[0]).map { abs($0 - (event["nats"] as? Double ?? -1)) < 1e-4 } == true)
      #expect(columns[1] == (event["rank"] as? Int).map { "\($0)" } ?? "-")
      let entropy = event["entropy"] as? Double ?? -1
      #expect(Double(columns[2]).map { abs($0 - entropy) < 1e-4 } == true)
    }
    #expect(columns[0][1] != "-" && columns[5][1] == "-", "the last one is unknown")
  }

  @Test("an unknown symbol costs ln V and is counted")
  func unknownSymbols() throws {
    let scratch = try Scratch.withModel()
    let result = try scratch.rondo("score model --text", "a🦀界").succeeded()
    #expect(result.errors.contains("does not know 2 of the symbols"))
    let json = try scratch.rondo("score model --per-symbol --format json --text", "🦀界")
    let costs = try json.succeeded().events("symbol").map { $0["nats"] as? Double }
    #expect(costs[0] == costs[1])
  }

  @Test("an empty or unreadable text is refused")
  func refused() throws {
    let scratch = try Scratch.withModel()
    try scratch.write("empty.txt", "")
    try scratch.write("latin.txt", [0x61, 0x0A, 0x62, 0xE4, 0x63])
    try scratch.write("nul.txt", "a text\u{0}" + madeUpText(bytes: 1000))
    try scratch.rondo("score model --text", "").failed(65, "empty")
    try scratch.rondo("score model").failed(65, "empty")
    try scratch.rondo("score model empty.txt").failed(65, "empty.txt", "empty")
    try scratch.rondo("score model none.txt").failed(66, "none.txt")
    try scratch.rondo("score model .").failed(66, "folder")
    try scratch.rondo("score model nul.txt").failed(65, "nul.txt:1:7", "NUL")
    try scratch.rondo("score model latin.txt --encoding UTF-8").failed(65, "latin.txt:2:2")
    try scratch.rondo("score model latin.txt --encoding latin1").succeeded()
    let lossy = try scratch.rondo("score model latin.txt --encoding UTF-8 --lossy").succeeded()
    #expect(lossy.errors.contains("1 invalid"))
  }

  @Test("evaluate, score and inspect agree")
  func agreement() throws {
    let scratch = try Scratch.withModel()
    try scratch.write("data/a.txt", "the lamp of ")
    try scratch.write("data/b.txt", "stone 🦀.\n")
    try scratch.write("all.txt", "the lamp of stone 🦀.\n")
    let score = try scratch.rondo("score model all.txt --format json").succeeded()
    let words = "evaluate model data --format json --threads 2"
    let evaluation = try scratch.rondo(words).succeeded()
    #expect(evaluation.text == score.text.replacing("\"score\"", with: "\"evaluation\""))
    #expect(evaluation.errors == score.errors && score.errors.contains("does not know 1 "))
    let plain = try scratch.rondo("evaluate model data/a.txt data/b.txt").succeeded().text
    #expect(try plain == scratch.rondo("score model all.txt").text)
    let piped = try scratch.rondo("evaluate model -") { $0.input = scratch.full("all.txt") }
    #expect(piped.text == plain)
    try scratch.rondo("evaluate model data nothing").failed(66, "nothing")
  }
}
