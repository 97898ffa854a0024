import Foundation
import Testing

@Suite("Samplers and limits") struct SamplerTests {
  @Test("values that change nothing give the text of no sampler, in any order")
  func idle() throws {
    let scratch = try Scratch.withModel()
    let words = "sample model --seed 2 --length 80"
    let plain = try scratch.rondo(words).succeeded().text
    for options in [
      "--min-p 0", "--typical 1", "--top-p 1 --top-k 99999",
      "--repetition-penalty 1 --presence-penalty 0 --frequency-penalty 0", "--bias e=0",
      "--temperature 0.8", "--samplers min-p,top-p,typical,top-k,temperature,penalties,bias",
      "--samplers temperature", "--no-repeat-ngram 81", "--max-copy 80", "--min-length 80 --stop e",
    ] {
      #expect(try scratch.rondo("\(words) \(options)").succeeded().text == plain, "\(options)")
    }
    let own = try scratch.rondo("\(words) --temperature 1").succeeded().text
    #expect(try scratch.rondo("\(words) --samplers top-k").succeeded().text == own)
    #expect(own != plain)
  }

  @Test(
    "each sampler makes another text, and none with a choice of one",
    arguments: [
      "--min-p 0.3", "--typical 0.5", "--repetition-penalty 1.8", "--presence-penalty 2",
      "--frequency-penalty 2 --penalty-window 9", "--bias e=-3 --bias o=2",
    ])
  func samplers(options: String) throws {
    let scratch = try Scratch.withModel()
    let words = "sample model --seed 2 --length 80"
    #expect(try scratch.rondo("\(words) \(options)").succeeded().text != scratch.rondo(words).text)
    guard options.contains("-p ") else { return }
    let greedy = try scratch.rondo("\(words) --temperature 0").succeeded().text
    #expect(try scratch.rondo("\(words) \(options) --top-k 1").succeeded().text == greedy)
  }

  @Test("a symbol that is biased away is never written, and one that is wanted always")
  func bias() throws {
    let scratch = try Scratch.withModel()
    let words = "sample model --seed 2 --length 60"
    let text = try scratch.rondo(words, "--bias", "e=-inf", "--bias", " =-inf").succeeded().text
    #expect(text.count == 61 && !text.contains("e") && !text.contains(" "))
    let only = try scratch.rondo("\(words) --bias o=1e4").succeeded().text
    #expect(only == String(repeating: "o", count: 60) + "\n")
    try scratch.rondo(words, "--bias", "==1").failed(64, "--bias", "'='")
    try scratch.rondo(words, "--bias", "the=1").failed(64, "--bias", "'the'")
    try scratch.rondo(words, "--bias", "e=1", "--bias", "e=2").failed(64, "--bias", "twice")
  }

  @Test("a banned string is in no text, and where all is banned the text ends")
  func banned() throws {
    let scratch = try Scratch.withModel()
    let words = "sample model --seed 1 --length 200 --count 5"
    #expect(try scratch.rondo(words).succeeded().text.contains("e "))
    let text = try scratch.rondo(words, "--ban", "e ", "--ban", "th").succeeded().text
    #expect(!text.contains("e ") && !text.contains("th") && text.count > 1000)
    let letters = Set(madeUpText(bytes: 1200)).flatMap { ["--ban", "t\($0)"] }
    let command = ["sample", "model", "--seed", "1", "--length", "60", "--count", "2"] + letters
    let stuck = try scratch.rondo(command)
    stuck.succeeded()
    #expect(stuck.text.split(separator: "\n").contains { $0.hasSuffix("t") })
    #expect(stuck.errors.contains("ends early"), "\(stuck.errors)")
    let json = try scratch.rondo(command + ["--format", "json"])
    #expect(try json.events("sample").contains { $0["stoppedBy"] as? String == "deadEnd" })
    #expect(json.errors == "")
  }

  @Test("no run is written twice, of the prompt neither")
  func repetition() throws {
    let scratch = try Scratch.withModel()
    for prompt in ["", "the ferry of stone"] {
      let text = try scratch.rondo(
        "sample model --temperature 0 --length 150 --no-repeat-ngram 6 --seed 1", "--prompt", prompt
      ).succeeded().text.dropLast()
      let runs = text.indices.dropLast(5).map { text[$0...].prefix(6) }
      #expect(Set(runs).count == runs.count)
    }
  }

  @Test("a stop string ends no text that is shorter than asked for")
  func minimumLength() throws {
    let scratch = try Scratch.withModel()
    for least in [0, 5, 60] {
      let events = try scratch.rondo(
        "sample model --seed 1 --count 6 --length 90 --stop a --min-length \(least) --format json"
      ).succeeded().events("sample")
      for event in events {
        let text = try #require(event["text"] as? String)
        #expect(text.count >= least && !text.dropFirst(least).contains("a"))
        #expect(event["stoppedBy"] as? String == (text.count < 90 ? "stop" : "length"))
      }
    }
  }

  @Test("many prompts give the texts that each gives alone")
  func prompts() throws {
    let scratch = try Scratch.withModel()
    let prompts = ["the ferry", "", "a", "gull and rope", "the"]
    try scratch.write("prompts.txt", prompts.joined(separator: "\n") + "\n")
    try scratch.write("windows.txt", prompts.joined(separator: "\r\n") + "\r\n")
    let words = "sample model --seed 4 --length 40 --count 2 --stop tone --top-p 0.9"
    let together = try scratch.rondo("\(words) --prompts-file prompts.txt --format json")
      .succeeded().events("sample")
    #expect(together.map { $0["index"] as? Int } == (0..<10).map { $0 })
    var plain: [String] = []
    for (k, prompt) in prompts.enumerated() {
      let alone = try scratch.rondo("\(words) --format json", "--prompt", prompt).events("sample")
      for (event, own) in zip(together[2 * k..<2 * k + 2], alone) {
        #expect(event["prompt"] as? String == prompt)
        #expect(event["text"] as? String == own["text"] as? String)
      }
      plain.append(try scratch.rondo(words, "--prompt", prompt).text)
    }
    let text = try scratch.rondo("\(words) --prompts-file prompts.txt").succeeded().text
    #expect(text == plain.joined(separator: "\n"))
    #expect(try scratch.rondo("\(words) --prompts-file windows.txt").text == text)
    let piped = try scratch.rondo("\(words) --prompts-file -") {
      $0.input = scratch.full("prompts.txt")
    }
    #expect(piped.text == text)
    try scratch.write("empty.txt", "")
    try scratch.rondo("sample model --prompts-file empty.txt").failed(65, "empty.txt")
    try scratch.rondo("sample model --prompts-file none.txt").failed(66, "none.txt")
    try scratch.rondo("sample model --prompts-file prompts.txt --count 20000").failed(64, "--count")
  }

  @Test("log-probabilities are the costs of scoring, with the best instead")
  func logProbabilities() throws {
    let scratch = try Scratch.withModel()
    let event = try scratch.rondo(
      "sample model --seed 1 --length 30 --format json --log-probabilities 3", "--prompt", "the"
    ).succeeded().event("sample")
    let symbols = try #require(event["logProbabilities"] as? [[String: Any]])
    let text = try #require(event["text"] as? String)
    #expect(symbols.compactMap { $0["symbol"] as? String }.joined() == text)
    let scored = try scratch.rondo("score model --per-symbol --format json", "--text", "the" + text)
      .succeeded().events("symbol").dropFirst(3).map { try #require($0["nats"] as? Double) }
    #expect(symbols.count == scored.count)
    for (symbol, nats) in zip(symbols, scored) {
      // The bits are equal; Foundation's reader is off by one unit in the last place for some.
      #expect(abs((symbol["logProbability"] as? Double ?? 1) + nats) < 1e-14)
    }
    for symbol in symbols {
      let best = try #require(symbol["alternatives"] as? [[String: Any]])
      let values = best.compactMap { $0["logProbability"] as? Double }
      #expect(values.count == 3 && values == values.sorted(by: >))
      #expect(symbol["logProbability"] as? Double ?? 1 <= values[0])
      #expect(Set(best.compactMap { $0["id"] as? Int }).count == 3)
    }
    try scratch.rondo("sample model --log-probabilities 3").failed(64, "--format json")
  }
}

extension Scratch {
  /// Runs the program with these arguments as they are.
  fileprivate func rondo(_ arguments: [String]) throws -> Execution {
    let program = try #require(Program.path, "the program 'rondo' is not beside the tests")
    return try Launch(command: [program] + arguments, folder: path).run()
  }
}
