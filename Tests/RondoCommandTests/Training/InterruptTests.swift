import Foundation
import Testing

@Suite("Runs that are stopped") struct InterruptTests {
  private static let words = "train c.txt --epochs 8 --patience 0 --format json \(tiny)"

  @Test(
    "a run that is killed after any report goes on to the same bytes",
    arguments: 1...6 as ClosedRange<UInt64>)
  func killed(seed: UInt64) throws {
    let scratch = try Scratch(corpus: 700)
    var random = Generator(seed: seed)
    try scratch.rondo("\(Self.words) --out whole").succeeded()
    var kills = 0
    while kills < 50 {
      var linesLeft = 1 + random.next(below: 8)
      let part = try scratch.rondo("\(Self.words) --out parts --resume") { launch in
        launch.onLine = { _, running in
          linesLeft -= 1
          if linesLeft == 0 { running.send(SIGKILL) }
        }
      }
      if part.signal != SIGKILL {
        part.succeeded()
        break
      }
      kills += 1
    }
    for file in ["model.safetensors", "training.safetensors"] {
      let isSame = try scratch.bytes("parts/\(file)") == scratch.bytes("whole/\(file)")
      #expect(isSame, "\(file), seed \(seed), killed \(kills) times")
    }
    #expect(try Self.logged(scratch, "parts") == Self.logged(scratch, "whole"), "seed \(seed)")
  }

  @Test(
    "an interrupted run saves, says so, and goes on to the same bytes",
    arguments: [SIGINT, SIGTERM, SIGHUP], [Int32(128)])
  func interrupted(signal: Int32, offset: Int32) throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.rondo("\(Self.words) --out whole").succeeded()
    var lines = 0
    let part = try scratch.rondo("\(Self.words) --out parts") { launch in
      launch.onLine = { _, running in
        lines += 1
        if lines == 3 { running.send(signal) }
      }
    }
    #expect(part.code == offset + signal, "\(part.errors)")
    let finished = try part.event("finished")
    #expect(finished["stoppedBy"] as? String == "signal")
    let steps = try #require(finished["steps"] as? Int)
    #expect(steps > 0 && steps < 160)
    try scratch.rondo("sample parts --length 3 --seed 1").succeeded()
    try scratch.rondo("\(Self.words) --out parts --resume").succeeded()
    for file in ["model.safetensors", "training.safetensors"] {
      #expect(try scratch.bytes("parts/\(file)") == scratch.bytes("whole/\(file)"), "\(file)")
    }
    #expect(try Self.logged(scratch, "parts") == Self.logged(scratch, "whole"))
  }

  @Test("a hang-up that was ignored when the program began is ignored")
  func ignoredHangUp() throws {
    let scratch = try Scratch(corpus: 700)
    var lines = 0
    let result = try scratch.rondo(
      "\(Self.words) --out run", through: ["/bin/sh", "-c", #"trap "" HUP; exec "$0" "$@""#]
    ) { launch in
      launch.onLine = { _, running in
        lines += 1
        if lines < 4 { running.send(SIGHUP) }
      }
    }
    result.succeeded()
    #expect(try result.event("finished")["stoppedBy"] as? String == "epochs")
  }

  @Test("people are told how to go on")
  func message() throws {
    let scratch = try Scratch(corpus: 700)
    let options = tiny.replacing(" --quiet", with: "")
    let part = try scratch.rondo("train c.txt --steps 1000000 --patience 0 \(options)") { launch in
      launch.onErrorLine = { line, running in
        // Once: a second signal ends the program without saving.
        if line.hasPrefix("epoch 1.0 ") { running.send(SIGINT) }
      }
    }
    #expect(part.code == 130)
    #expect(
      part.errors.contains("stopped by a signal: continue with the same command and --resume\n"))
    #expect(part.text == "checkpoints/c\n")
  }

  @Test("a signal while standard input is read ends the program, and nothing is made")
  func whileReading() throws {
    let scratch = try Scratch(corpus: 700)
    // The pipe stays open, so that the program waits for more.
    let script = #"exec "$0" "$@" < <(cat c.txt; echo ready >&2; exec sleep 100 2>&-)"#
    let bash = try #require(Program.tool("bash"))
    let result = try scratch.rondo("train - \(tiny)", through: [bash, "-c", script]) {
      $0.onErrorLine = { _, running in kill(running.process, SIGTERM) }
    }
    #expect(result.signal == SIGTERM, "\(result.errors)")
    #expect(try scratch.files() == ["c.txt"])
  }

  @Test("a signal once a classifier's cases are read ends the program, and nothing is made")
  func whenCasesAreRead() throws {
    let scratch = try Scratch(corpus: 700)
    var random = Generator(seed: 1)
    var table = "text,label\n"
    for index in 0..<6000 {
      let words = (0..<12).map { _ in "w\(random.next(below: 5000))" }.joined(separator: " ")
      table += "\(words),\(index % 2 == 0 ? "a" : "b")\n"
    }
    try scratch.write("t.csv", table)
    let result = try scratch.rondo("train text-classifier t.csv --out run") { launch in
      launch.onErrorLine = { line, running in
        if line.hasPrefix("cases") { running.send(SIGINT) }
      }
    }
    #expect(result.signal == SIGINT, "\(result.errors)")
    #expect(try scratch.files() == ["c.txt", "t.csv"])
  }

  /// The steps and losses of the validations in a log, and how the run ended.
  private static func logged(_ scratch: Scratch, _ run: String) throws -> [String] {
    let log = Execution(
      output: try scratch.bytes("\(run)/log.jsonl"), errorBytes: [], waitStatus: 0)
    let validations = try log.events("validation").map { "\($0["step"] ?? "") \($0["nats"] ?? "")" }
    return try validations
      + log.events("finished").map { "\($0["steps"] ?? "") \($0["stoppedBy"] ?? "")" }
  }
}
