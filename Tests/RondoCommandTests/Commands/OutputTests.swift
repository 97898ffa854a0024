import Foundation
import Testing

@Suite("What training prints") struct OutputTests {
  private static let options =
    "--hidden-size 8 --batch-size 4 --sequence-length 8 --threads 1 --epochs 2"
  private static let units: Set = ["nats", "bitsPerCharacter", "bitsPerByte"]
  /// The keys of each kind of line.
  private static let keys: [String: Set<String>] = [
    "baseline": units.union(["event", "method", "order"]),
    "progress": [
      "event", "step", "epoch", "nats", "gradientNorm", "learningRate", "symbolsPerSecond",
      "secondsLeft",
    ],
    "validation": units.union(["event", "step", "epoch", "windowed", "best"]),
    "sample": ["event", "step", "index", "seed", "prompt", "text"],
    "finished": [
      "event", "steps", "epochs", "seconds", "symbolsPerSecond", "parameters", "stoppedBy",
      "bestValidation", "model",
    ],
  ]

  @Test("JSON lines have the keys of the contract and are those of the log")
  func jsonLines() throws {
    let scratch = try Scratch(corpus: 700)
    let result = try scratch.rondo("train c.txt --format json \(Self.options)").succeeded()
    #expect(result.errors == "")
    #expect(try scratch.text("checkpoints/c/log.jsonl") == result.text)
    let events = try result.events()
    var kinds: [String] = []
    for event in events {
      let kind = try #require(event["event"] as? String)
      #expect(Set(event.keys) == Self.keys[kind], "\(kind)")
      if kinds.last != kind { kinds.append(kind) }
    }
    let epoch = ["progress", "validation", "sample"]
    #expect(kinds == ["baseline"] + epoch + epoch + ["finished"])
    #expect(
      try result.events("sample").compactMap { $0["step"] as? Int }
        == result.events("validation").compactMap { $0["step"] as? Int })
    #expect(try result.events("baseline").map { $0["order"] as? Int == 0 } == [true, false])
    let best = try #require(try result.event("finished")["bestValidation"] as? [String: Any])
    #expect(Set(best.keys) == Self.units.union(["step"]))
    let least = try result.events("validation").compactMap { $0["nats"] as? Double }.min()
    #expect(best["nats"] as? Double == least)
    #expect(try result.event("finished")["model"] as? String == "checkpoints/c/model.safetensors")
  }

  @Test("what is unknown is null")
  func nulls() throws {
    let scratch = try Scratch(corpus: 700)
    let words = "train c.txt --validation-fraction 0 --format json \(Self.options)"
    let finished = try scratch.rondo(words).succeeded().event("finished")
    #expect(finished["bestValidation"] is NSNull)
    #expect(Set(finished.keys) == Self.keys["finished"])
    try scratch.rondo("sample checkpoints/c --length 4 --seed 1").succeeded()
  }

  @Test("results go to standard output, everything else to standard error, without escape codes")
  func separation() throws {
    let scratch = try Scratch(corpus: 700)
    let result = try scratch.rondo("train c.txt \(Self.options)") {
      $0.environment["TERM"] = "xterm-256color"
    }.succeeded()
    #expect(result.text == "checkpoints/c\n")
    for word in ["text", "symbols", "baseline", "model", "training", "epoch", "finished"] {
      #expect(result.errorLines.contains { $0.hasPrefix(word) }, "\(word)")
    }
    #expect(!result.errorBytes.contains { $0 < 32 && $0 != 10 })
    let bare = try scratch.rondo("train c.txt --out b --no-baseline \(Self.options)").succeeded()
    #expect(!bare.errors.contains("baseline"))
    #expect(!(try scratch.text("b/log.jsonl").contains("baseline")))
  }

  @Test(
    "the end says why training ended, and how long it took in all",
    arguments: [
      ("--epochs 2", "the number of epochs was reached"),
      ("--steps 5", "the number of steps was reached"),
      ("--epochs 40 --patience 1 --learning-rate 1", "the validation score stopped improving"),
    ])
  func end(limit: String, reason: String) throws {
    let scratch = try Scratch(corpus: 700)
    let options = "--hidden-size 8 --batch-size 4 --sequence-length 8 --threads 1"
    let result = try scratch.rondo("train c.txt \(limit) \(options)").succeeded()
    let last = try #require(result.errorLines.last)
    #expect(
      last.wholeMatch(of: /\s{10}([a-z ]+); .*[0-9] (s|min|h)( .*)? in all/)?.1 == reason[...])
    try scratch.write("t.csv", "text,label\n" + (0..<12).map { "w\($0 / 4),\($0 % 2)\n" }.joined())
    let classifier = try scratch.rondo(
      "train text-classifier t.csv --epochs 2 --validation-fraction 0 --hidden-size 4 --threads 1"
    ).succeeded()
    #expect(classifier.errorLines.last?.contains("the number of epochs was reached; ") ?? false)
  }

  @Test("--quiet leaves the result, in both forms")
  func quiet() throws {
    let scratch = try Scratch()
    try scratch.write("c.txt", madeUpText(bytes: 700) + "unknown at the end: \u{1B}[31m ÄÖ\n")
    let text = try scratch.rondo("train c.txt --quiet \(Self.options)").succeeded()
    #expect(text.text == "checkpoints/c\n" && text.errors == "")
    let json = try scratch.rondo("train c.txt --out j --quiet --format json \(Self.options)")
    #expect(try json.succeeded().event("finished")["steps"] is Int)
    #expect(json.errors == "")
    let loud = try scratch.rondo("train c.txt --out k \(Self.options)").succeeded()
    #expect(loud.errors.contains(#"'\u{1b}'"#) && loud.errors.contains("'Ö'"))
    #expect(!loud.errorBytes.contains(0x1B))
  }

  @Test("training goes on when nobody reads its output any more", arguments: ["json", "text"])
  func closedPipe(format: String) throws {
    let scratch = try Scratch(corpus: 700)
    let words = "train c.txt --format \(format) \(Self.options)"
    try scratch.rondo("\(words) --out whole").succeeded()
    let cut = try scratch.rondo("\(words) --out cut") { $0.outputLimit = 1 }.succeeded()
    #expect(cut.output.count == 1)
    try scratch.rondo("\(words) --out closed --quiet") { $0.isOutputClosed = true }.succeeded()
    let model = try scratch.bytes("whole/model.safetensors")
    let lines = try scratch.text("whole/log.jsonl").split(separator: "\n").count
    for run in ["cut", "closed"] {
      #expect(try scratch.bytes("\(run)/model.safetensors") == model)
      #expect(try scratch.text("\(run)/log.jsonl").split(separator: "\n").count == lines, "\(run)")
    }
  }

  @Test("a closed standard input is an error to read and no trouble otherwise")
  func closedInput() throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.rondo("train c.txt --quiet \(Self.options)") { $0.input = nil }.succeeded()
    try scratch.rondo("train - --out b --quiet \(Self.options)") { $0.input = nil }
      .failed(74, "-", "Bad file descriptor")
    try scratch.rondo("train - --out b --quiet \(Self.options)").failed(65, "empty")
    #expect(!scratch.exists("b"))
  }
}
