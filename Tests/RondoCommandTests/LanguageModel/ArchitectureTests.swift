import Testing

@Suite("Cells and what else a model is made of") struct ArchitectureTests {
  static let options = [
    ("--cell gru", "GRU, 1 × 8"), ("--cell gru --gru-form original", "original GRU, 1 × 8"),
    ("--cell lstm", "LSTM, 1 × 8"),
    (
      "--cell lstm --layers 2 --embedding-size 16 --tie-weights --skip-connections",
      "LSTM, 2 × 8, skip connections, embeddings of 16, tied weights"
    ),
  ]

  @Test("a run that is stopped and resumed ends in the same bytes", arguments: options)
  func resumed(option: String, summary: String) throws {
    let scratch = try Scratch(corpus: 700)
    let limits = "--schedule constant \(tiny)"
    try scratch.rondo("train c.txt --out a --steps 20 \(limits) \(option)").succeeded()
    try scratch.rondo("train c.txt --out b --steps 7 \(limits) \(option)").succeeded()
    try scratch.rondo("train c.txt --out b --resume --steps 20 --quiet --threads 2").succeeded()
    for name in ["model.safetensors", "training.safetensors"] {
      #expect(try scratch.bytes("a/\(name)") == scratch.bytes("b/\(name)"))
    }
    let stored =
      option.contains("lstm") ? "lstm" : option.contains("original") ? "original-gru" : "gru"
    try scratch.rondo("train c.txt --out b --resume --quiet --cell rnn").failed(
      64, "--cell (stored: \(stored))")
  }

  /// The names that help has for cells.
  static func cells(_ help: String) throws -> [String] {
    let words = help.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let list = try #require(
      words.firstMatch(of: #/Type of recurrent cell: .*?\(values: (.*?)\)/#)?.1)
    return list.split(separator: ", ").map(String.init)
  }

  @Test("every cell that help names trains a language model, and is inspected and sampled")
  func everyCell() throws {
    let scratch = try Scratch(corpus: 700)
    let names = try Self.cells(scratch.rondo("train --help").succeeded().text)
    #expect(names.starts(with: ["rnn", "gru", "original-gru", "lstm"]))
    for name in names {
      let words = "--steps 3 --quiet --cell \(name) \(tiny)"
      try scratch.rondo("train c.txt --out \(name) \(words)").succeeded()
      let inspection = try scratch.rondo("inspect \(name) --format json").succeeded()
      let architecture = try inspection.event("inspection")["architecture"] as? [String: Any]
      // The place of the reset gate has a key of its own in files.
      let isOriginal = name == "original-gru"
      #expect(architecture?["cell"] as? String == (isOriginal ? "gru" : name))
      #expect(architecture?["gruForm"] as? String == (isOriginal ? "original" : nil))
      #expect(try scratch.rondo("sample \(name) --length 30").succeeded().text.count == 31)
    }
  }

  @Test("every verb takes such a model", arguments: options)
  func verbs(option: String, summary: String) throws {
    let scratch = try Scratch.withModel(option)
    #expect(try scratch.rondo("inspect model").succeeded().text.contains(summary))
    let once = try scratch.rondo("sample model --seed 3 --length 30").succeeded().text
    let thrice = try scratch.rondo("sample model --seed 3 --length 30 --count 3").succeeded().text
    #expect(thrice.hasPrefix(once.dropLast()) && once.count == 31)
    let score = try scratch.rondo("score model c.txt --format json").succeeded().event("score")
    let evaluation = try scratch.rondo("evaluate model c.txt --format json --threads 2")
      .succeeded().event("evaluation")
    #expect(score["nats"] as? Double == evaluation["nats"] as? Double)
    #expect((score["nats"] as? Double ?? 9) < 3.2, "it has learned something")
  }

  @Test("the parts are named in JSON where they are not as usual")
  func json() throws {
    let scratch = try Scratch.withModel(Self.options[3].0)
    let inspection = try scratch.rondo("inspect model --format json").succeeded()
    let architecture = try #require(
      try inspection.event("inspection")["architecture"] as? [String: Any])
    #expect(architecture["cell"] as? String == "lstm" && architecture["gruForm"] == nil)
    #expect(architecture["embeddingSize"] as? Int == 16)
    #expect(architecture["tieWeights"] as? Bool == true)
    #expect(architecture["skipConnections"] as? Bool == true)
  }

  @Test("the line about the model says what it is made of")
  func display() throws {
    let scratch = try Scratch(corpus: 700)
    let words = "train c.txt --out a --steps 2 --hidden-size 8 --batch-size 4 --sequence-length 8"
    let result = try scratch.rondo("\(words) --no-baseline --cell lstm").succeeded()
    #expect(result.errors.contains("model     LSTM, 2 × 8, "), "\(result.errors)")
  }
}
