import Testing

@Suite("Limits") struct LimitTests {
  @Test(
    "a run ends at whichever limit comes first",
    arguments: [
      ("--steps 7", "steps", 7), ("--epochs 2", "epochs", 40), ("--steps 7 --epochs 1", "steps", 7),
      ("--epochs 1 --steps 70", "epochs", 20), ("--steps 21 --patience 1", "steps", 21),
      ("", "epochs", 400),
    ])
  func limits(options: String, reason: String, steps: Int) throws {
    let scratch = try Scratch(corpus: 704)
    let options = "--validation-fraction 0.09 --patience 0 \(options)"
    let result = try scratch.rondo("train c.txt --format json \(tiny) \(options)").succeeded()
    let finished = try result.event("finished")
    #expect(finished["stoppedBy"] as? String == reason)
    #expect(finished["steps"] as? Int == steps)
    #expect(finished["epochs"] as? Double == Double(steps) / 20)
  }

  @Test("patience counts validations without a new best, and may be given anew")
  func patience() throws {
    let scratch = try Scratch(corpus: 704)
    let options = "--optimizer sgd --learning-rate 1e-30 --patience 2 --epochs 30"
    let words = "train c.txt --format json --out a \(tiny)"
    let finished = try scratch.rondo("\(words) \(options)").succeeded().event("finished")
    #expect(finished["stoppedBy"] as? String == "patience")
    #expect(finished["epochs"] as? Double == 3)
    let best = try #require(finished["bestValidation"] as? [String: Any])
    #expect(best["step"] as? Int == (finished["steps"] as? Int).map { $0 / 3 })
    let more = try scratch.rondo("\(words) --resume --patience 4").succeeded().event("finished")
    #expect(more["epochs"] as? Double == 5)
  }

  @Test("a run without patience has none after it was resumed with more epochs")
  func noPatience() throws {
    let scratch = try Scratch(corpus: 704)
    let words = "train c.txt --format json --out a \(tiny)"
    let options = "--optimizer sgd --learning-rate 1e-30 --schedule constant --patience 0"
    try scratch.rondo("\(words) \(options) --epochs 2").succeeded()
    let more = try scratch.rondo("\(words) --resume --epochs 12").succeeded().event("finished")
    #expect(more["stoppedBy"] as? String == "epochs" && more["epochs"] as? Double == 12)
  }

  @Test("without a number, patience is half of the run's validations, but at least 5")
  func usualPatience() throws {
    let scratch = try Scratch(corpus: 704)
    let options = "--optimizer sgd --learning-rate 1e-30 --format json \(tiny)"
    for (epochs, patience) in [(8, 5), (16, 8)] {
      let words = "train c.txt --out a\(epochs) --epochs \(epochs) \(options)"
      let finished = try scratch.rondo(words).succeeded().event("finished")
      #expect(finished["stoppedBy"] as? String == "patience")
      #expect(finished["epochs"] as? Double == Double(1 + patience))
    }
  }

  @Test("a time is turned into steps, which give the same bytes again")
  func minutes() throws {
    let scratch = try Scratch(corpus: 704)
    let small = tiny.replacing(" --quiet", with: "")
    let words = "train c.txt --format json --patience 0 \(small)"
    let timed = try scratch.rondo("\(words) --out a --minutes 0.005").succeeded()
    let finished = try timed.event("finished")
    let steps = try #require(finished["steps"] as? Int)
    #expect(finished["stoppedBy"] as? String == "minutes")
    #expect(timed.errors.contains("the same as --steps \(steps)\n"))
    try scratch.rondo("\(words) --out b --steps \(steps)").succeeded()
    #expect(try scratch.bytes("a/model.safetensors") == scratch.bytes("b/model.safetensors"))
    let again = try scratch.rondo("\(words) --out a --resume --minutes 0.005").succeeded()
    #expect(try again.event("finished")["steps"] as? Int == steps)
  }

  @Test("the steps of a run are limited where their number is found by cross-validation too")
  func fewCases() throws {
    let scratch = try Scratch()
    try TrainClassifierTests.texts(scratch)
    let words = "train text-classifier t.csv --hidden-size 4 --ensemble 1 --character-size 4"
    for steps in [1, 5] {
      let result = try scratch.rondo(
        "\(words) --out r\(steps) --steps \(steps) --format json --quiet"
      ).succeeded()
      let finished = try result.event("finished")
      #expect(try #require(finished["steps"] as? Int) <= steps)
      #expect(finished["stoppedBy"] as? String == "steps")
    }
  }

  @Test("a schedule may be longer than the run, whose first steps are then those of a longer one")
  func schedule() throws {
    let scratch = try Scratch(corpus: 704)
    let words = "train c.txt --patience 0 --schedule cosine --warmup-steps 0 \(tiny)"
    try scratch.rondo("\(words) --out a --steps 12 --schedule-steps 40").succeeded()
    try scratch.rondo("\(words) --out b --steps 12").succeeded()
    #expect(try scratch.bytes("a/model.safetensors") != scratch.bytes("b/model.safetensors"))
    // What was stored goes on to the same bytes as a run of that length.
    try scratch.rondo("\(words) --out a --resume --steps 40").succeeded()
    try scratch.rondo("\(words) --out c --steps 40").succeeded()
    for run in ["a", "c"] {
      let state = try scratch.rondo("inspect \(run) --format json").event("inspection")
      #expect(state["bestValidation"] != nil)
    }
    let progress = try ["a", "c"].map { run in
      try scratch.text("\(run)/log.jsonl").split(separator: "\n").filter {
        $0.contains("\"event\":\"validation\"") && $0.contains("\"step\":40,")
      }
    }
    #expect(progress[0].count == 1 && progress[0] == progress[1])
    try scratch.rondo("train c.txt --out d --steps 9 --schedule-steps 8 \(tiny)")
      .failed(64, "--schedule-steps is less than --steps")
  }

  @Test(
    "a classifier planned for a time has the bytes of the steps that are told",
    arguments: [24, 210])
  func classifierMinutes(cases: Int) throws {
    let scratch = try Scratch()
    let rows = (0..<cases).map { "\($0 % 2)\t\($0 % 2).\($0)\t\($0 % 3)\t1\n" }.joined()
    try scratch.write("s.tsv", rows)
    let words =
      "train series-classifier s.tsv --format json --hidden-size 4 --ensemble 1 --threads 1"
      + (cases < 200 ? " --filters 8" : " --filters 0 --network-only")
    let timed = try scratch.rondo("\(words) --out a --minutes 0.004").succeeded()
    let (plan, finished) = (try timed.event("plan"), try timed.event("finished"))
    let (planned, steps) = (plan["scheduleSteps"] as? Int ?? 0, finished["steps"] as? Int ?? 0)
    #expect(steps > 0 && planned >= steps)
    let told =
      "the same as --steps \(planned)" + (cases < 200 ? " --schedule-steps \(planned)" : "")
    #expect(timed.errorLines.contains { $0.hasSuffix(told) }, "\(timed.errors)")
    #expect(["minutes", "patience"].contains(finished["stoppedBy"] as? String))
    try scratch.rondo("\(words) --out b --steps \(steps) --schedule-steps \(planned)").succeeded()
    #expect(try scratch.bytes("a/model.safetensors") == scratch.bytes("b/model.safetensors"))
  }

  @Test("a short text gets fewer streams, and says so")
  func shortText() throws {
    let scratch = try Scratch(corpus: 200)
    let words = "train c.txt --hidden-size 8 --sequence-length 16 --batch-size 50 --steps 3"
    let result = try scratch.rondo(words).succeeded()
    #expect(result.errors.contains("5 streams instead of 50"))
  }
}
