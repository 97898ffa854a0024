import Testing

@Suite("Regularisation, schedules and averaged weights") struct RegularizationTests {
  static let options = [
    "--dropout 0.3 --variational-dropout --embedding-dropout 0.1 --recurrent-dropout 0.2 --layers 2",
    "--optimizer adamw --label-smoothing 0.1 --activation-penalty 2 --temporal-penalty 1",
    "--optimizer adagrad --schedule step --decay-steps 6 --decay-factor 0.3",
    "--average-weights 0.9 --schedule plateau --plateau-patience 1 --random-lengths",
  ]

  @Test("a run that is stopped and resumed ends in the same bytes", arguments: options)
  func resumed(option: String) throws {
    let scratch = try Scratch(corpus: 700)
    // 20 epochs unless steps are given: neither the total nor a validation before the end differ.
    let limits = "--steps 60 \(tiny)"
    try scratch.rondo("train c.txt --out a \(limits) \(option)").succeeded()
    try scratch.rondo("train c.txt --out b \(limits) \(option) --patience 1").succeeded()
    try scratch.rondo(
      "train c.txt --out b --resume --quiet --threads 2 --patience 5"
    ).succeeded()
    for name in ["model.safetensors", "training.safetensors"] {
      #expect(try scratch.bytes("a/\(name)") == scratch.bytes("b/\(name)"))
    }
  }

  @Test(
    "a resumed run keeps them",
    arguments: [
      "--dropout 0.2", "--variational-dropout", "--embedding-dropout 0.2",
      "--recurrent-dropout 0.1",
      "--activation-penalty 1", "--temporal-penalty 2", "--weight-decay 0.1",
      "--label-smoothing 0.2",
      "--average-weights 0.5", "--schedule step", "--decay-factor 0.1", "--plateau-patience 3",
      "--random-lengths", "--optimizer adamw",
    ])
  func changed(option: String) throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.rondo("train c.txt --out a --steps 2 \(tiny) --schedule plateau").succeeded()
    let name = String(option.prefix { $0 != " " })
    try scratch.rondo("train c.txt --out a --resume --quiet \(option)").failed(
      64, "\(name) (stored: ")
  }

  @Test(
    "options that do not go together are one line",
    arguments: [
      ("--variational-dropout", "--dropout"), ("--decay-factor 0.3", "--schedule"),
      ("--schedule step --plateau-patience 3", "--schedule plateau"),
      ("--schedule plateau --decay-steps 3", "--schedule step"),
      ("--schedule plateau --validation-fraction 0", "validation part"),
      ("--average-weights 0.9 --validation-fraction 0", "validation part"),
    ])
  func unfit(option: String, named: String) throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.rondo("train c.txt --quiet \(option)").failed(64, named)
    #expect(try scratch.files() == ["c.txt"])
  }

  @Test("averaged weights are named in the log, in the model and on the screen")
  func averaged() throws {
    let scratch = try Scratch(corpus: 3000)
    let words = "train c.txt --out a --epochs 3 --learning-rate 0.05 --average-weights 0.95"
    let sizes = "--hidden-size 8 --batch-size 4 --sequence-length 8 --threads 1 --no-baseline"
    let result = try scratch.rondo("\(words) \(sizes) --schedule constant").succeeded()
    let validation = try scratch.event("validation", inLog: "a")
    let isAveraged = try #require(validation["averaged"] as? Bool)
    #expect(isAveraged && result.errors.contains("(averaged weights)"), "\(result.errors)")
    let finished = try scratch.event("finished", inLog: "a")
    let best = try #require(finished["bestValidation"] as? [String: Any])
    #expect(best["averaged"] as? Bool == true)
  }

  @Test("what is off by default leaves the files as they were")
  func neutral() throws {
    let scratch = try Scratch(corpus: 700)
    let off =
      "--dropout 0 --embedding-dropout 0 --recurrent-dropout 0 --activation-penalty 0 "
      + "--temporal-penalty 0 --weight-decay 0 --label-smoothing 0 --average-weights 0"
    try scratch.rondo("train c.txt --out a --steps 5 \(tiny)").succeeded()
    try scratch.rondo("train c.txt --out b --steps 5 \(tiny) \(off)").succeeded()
    for name in ["model.safetensors", "training.safetensors"] {
      #expect(try scratch.bytes("a/\(name)") == scratch.bytes("b/\(name)"))
    }
    #expect(
      !String(decoding: try scratch.bytes("a/training.safetensors"), as: UTF8.self)
        .contains("regularization"))
  }
}
