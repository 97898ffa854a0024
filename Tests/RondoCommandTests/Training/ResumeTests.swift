import Testing

@Suite("Resuming") struct ResumeTests {
  @Test("a run goes on with new limits, to the bytes of a run that had them from the start")
  func newLimits() throws {
    let scratch = try Scratch(corpus: 700)
    let options = "--schedule constant \(tiny)"
    try scratch.rondo("train c.txt --out a --steps 40 \(options)").succeeded()
    try scratch.rondo("train c.txt --out b --steps 15 \(options)").succeeded()
    let again = "train c.txt --out b --resume --steps 40 --threads 2 --patience 3"
    try scratch.rondo("\(again) --quiet").succeeded()
    #expect(try scratch.bytes("a/model.safetensors") == scratch.bytes("b/model.safetensors"))
    try scratch.rondo("train c.txt --out b --resume --epochs 5 --quiet").succeeded()
    #expect(try scratch.event("finished", inLog: "b")["stoppedBy"] as? String == "epochs")
    #expect(try scratch.event("finished", inLog: "b")["epochs"] as? Double == 5)
  }

  @Test("a finished run that is resumed stays the same")
  func finished() throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.rondo("train c.txt --out a --epochs 2 \(tiny)").succeeded()
    let before = try scratch.contents(of: "a")
    #expect(before.keys.contains("report.html"))
    let quiet = try scratch.rondo("train c.txt --out a --resume \(tiny)").succeeded()
    #expect(quiet.text == "a\n" && quiet.errors == "")
    let loud = try scratch.rondo("train c.txt --out a --resume").succeeded()
    #expect(loud.errorLines.last?.hasPrefix("finished  already, at step ") ?? false)
    #expect(loud.errors.contains(": the number of epochs was reached; "))
    let json = try scratch.rondo("train c.txt --out a --resume --format json").succeeded()
    let end = String(decoding: before["log.jsonl"] ?? [], as: UTF8.self).split(separator: "\n").last
    #expect(json.text == "\(end ?? "")\n")
    #expect(try scratch.contents(of: "a") == before)
  }

  @Test("a finished classifier that is resumed stays the same, and is not scored again")
  func finishedClassifiers() throws {
    let series = try Scratch.withSeriesClassifier()
    let before = try series.contents(of: "model")
    let options = "\(Scratch.tinyClassifier) --resume"
    let text = try series.rondo("train series-classifier S --out model \(options)").succeeded().text
    #expect(text == "model\n")
    #expect(try series.contents(of: "model") == before)
    let texts = try Scratch.withTextClassifier()
    let saved = try texts.contents(of: "model")
    try texts.rondo("train text-classifier t.csv --out model \(options)").succeeded()
    #expect(try texts.contents(of: "model") == saved)
    #expect(saved.keys.contains("report.html"))
  }

  @Test("what a killed run had no time to write at its end is made up for")
  func endUnwritten() throws {
    let scratch = try Scratch.withTextClassifier("--validation t.csv")
    let before = try scratch.contents(of: "model")
    let words = "train text-classifier t.csv --out model --resume --quiet --threads 1"
    try scratch.remove("model/report.html")
    try scratch.rondo(words).succeeded()
    #expect(try scratch.contents(of: "model") == before)
    let lines = try scratch.text("model/log.jsonl").split(separator: "\n")
    #expect(lines.last?.contains(#""event":"errors""#) ?? false)
    try scratch.write("model/log.jsonl", lines.dropLast().joined(separator: "\n") + "\n")
    try scratch.rondo(words).succeeded()
    let again = try scratch.text("model/log.jsonl").split(separator: "\n")
    #expect(again.count == lines.count && again.last == lines.last)
  }

  @Test("a run whose last line is lost says again that it has ended")
  func endLost() throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.rondo("train c.txt --out a --epochs 2 \(tiny)").succeeded()
    let lines = try scratch.text("a/log.jsonl").split(separator: "\n")
    try scratch.write("a/log.jsonl", lines.dropLast().joined(separator: "\n") + "\n")
    try scratch.rondo("train c.txt --out a --resume \(tiny)").succeeded()
    #expect(try scratch.event("finished", inLog: "a")["stoppedBy"] as? String == "epochs")
    #expect(try scratch.text("a/log.jsonl").split(separator: "\n").count == lines.count)
  }

  @Test("where nothing is saved it starts at the beginning")
  func nothingSaved() throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.rondo("train c.txt --out a --steps 9 \(tiny)").succeeded()
    try scratch.rondo("train c.txt --out b --resume --steps 9 \(tiny)").succeeded()
    try scratch.write("c/log.jsonl", "{\"event\":\"baseline\"}\n")
    try scratch.rondo("train c.txt --out c --resume --steps 9 \(tiny)").succeeded()
    #expect(try scratch.bytes("a/model.safetensors") == scratch.bytes("b/model.safetensors"))
    #expect(try scratch.bytes("a/training.safetensors") == scratch.bytes("c/training.safetensors"))
  }

  @Test(
    "a setting that differs is a usage error that names it",
    arguments: [
      ("--hidden-size 9", "--hidden-size"), ("--layers 2", "--layers"),
      ("--cell lstm", "--cell"), ("--gru-form original", "--gru-form"),
      ("--embedding-size 8", "--embedding-size"), ("--tie-weights", "--tie-weights"),
      ("--skip-connections", "--skip-connections"),
      ("--batch-size 5", "--batch-size"), ("--sequence-length 9", "--sequence-length"),
      ("--optimizer sgd", "--optimizer"), ("--learning-rate 0.1", "--learning-rate"),
      ("--schedule constant", "--schedule"), ("--warmup-steps 3", "--warmup-steps"),
      ("--clip-norm 2", "--clip-norm"), ("--validation-fraction 0.2", "--validation-fraction"),
      ("--seed 2", "--seed"), ("--unit scalar", "--unit"),
      ("--normalization nfc", "--normalization"),
      ("--min-count 2", "--min-count"), ("--vocabulary-size 9", "--vocabulary-size"),
      ("--encoding UTF-8", "--encoding"), ("--lossy", "--lossy"),
    ])
  func otherSettings(option: String, name: String) throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.rondo("train c.txt --out a --steps 3 \(tiny)").succeeded()
    let before = try scratch.bytes("a/training.safetensors")
    try scratch.rondo("train c.txt --out a --resume --quiet \(option)").failed(64, name, "stored")
    #expect(try scratch.bytes("a/training.safetensors") == before)
    try scratch.rondo("train c.txt --out a --resume --steps 4 \(tiny)").succeeded()
  }

  @Test("a corpus that has changed is not gone on with")
  func changedCorpus() throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.rondo("train c.txt --out a --steps 3 \(tiny)").succeeded()
    let before = try scratch.bytes("a/training.safetensors")
    try scratch.copy("c.txt", to: "moved.txt")
    try scratch.rondo("train moved.txt --out a --resume --steps 4 \(tiny)").succeeded()
    let texts = [madeUpText(bytes: 701), madeUpText(bytes: 700, seed: 9)]
    for (text, reason) in zip(texts, ["701 bytes instead of 700", "different contents"]) {
      try scratch.write("c.txt", text)
      try scratch.rondo("train c.txt --out a --resume --steps 9 \(tiny)").failed(
        65, "c.txt", reason)
    }
    try scratch.rondo("train moved.txt moved.txt --out a --resume \(tiny)").failed(65, "2 files")
    #expect(try scratch.bytes("a/training.safetensors") != before)
  }

  @Test(
    "a trained model without its state, or a state without its model, is not thrown away",
    arguments: ["model.safetensors", "training.safetensors"], [true, false])
  func missingHalf(missing: String, hasLog: Bool) throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.rondo("train c.txt --out a --steps 3 \(tiny)").succeeded()
    try scratch.remove("a/\(missing)")
    if !hasLog { try scratch.remove("a/log.jsonl") }
    let before = try scratch.files()
    try scratch.rondo("train c.txt --out a --resume --steps 4 \(tiny)").failed(65, "missing")
    #expect(try scratch.files() == before)
  }
}
