import Rondo
import Testing

/// What the command does, the library does in a few lines, to the same bytes.
@Suite("The library beside the command") struct LibraryTests {
  /// Whether two runs have the same files.
  private func expectSameFiles(_ scratch: Scratch, _ first: String, _ second: String) throws {
    for name in ["model.safetensors", "training.safetensors"] {
      let files = try [first, second].map { try scratch.bytes("\($0)/\(name)") }
      #expect(files[0] == files[1], "\(name) of \(second)")
    }
  }

  @Test("a language model trained by the library has the bytes of the command's")
  func languageModel() throws {
    let scratch = try Scratch(corpus: 1200)
    let corpus = scratch.full("c.txt")
    try scratch.rondo("train \(corpus) --out command \(tiny) --steps 6").succeeded()
    let stored = try LanguageModelFile.load(scratch.full("command/model.safetensors")).model
    var request = RunRequest(folder: scratch.full("library"))
    request.limits.steps = 6
    let training = try LanguageModelTraining(
      on: .files([corpus]), request, settings: stored.settings)
    let outcome = try training.run()
    #expect(outcome.reason == .steps)
    #expect(try outcome.model.encoded().encoded() == stored.encoded().encoded())
    try expectSameFiles(scratch, "command", "library")
  }

  @Test("a text classifier trained on arrays has the bytes of the command's on a file")
  func textClassifier() throws {
    let words = ["good", "fine", "warm", "kind", "bad", "poor", "cold", "mean"]
    let texts = (0..<16).map { "\(words[$0 % 8]) film \($0)" }
    let labels = (0..<16).map { $0 % 8 < 4 ? "pos" : "neg" }
    let scratch = try Scratch()
    let rows = zip(texts, labels).map { "\($0),\($1)\n" }.joined()
    try scratch.write("t.csv", "text,label\n" + rows)
    try scratch.rondo(
      "train text-classifier t.csv --out command --hidden-size 4 --character-size 4 --ensemble 1 "
        + "--epochs 2 --threads 1"
    ).succeeded()
    let command = try TextClassifierFile.load(scratch.full("command/model.safetensors")).model
    var settings = TextClassifierSettings.recommended()
    settings.classifier.architecture.hiddenSize = 4
    (settings.characterSize, settings.classifier.architecture.members) = (4, 1)
    var model = try TextClassifierFile.train(
      on: LabelledText(texts: texts, labels: labels), settings, limits: .init(epochs: 2))
    // An array has neither a file nor a table's layout.
    (model.data, model.settings.reading.layout) = (command.data, command.settings.reading.layout)
    #expect(try model.encoded().encoded() == command.encoded().encoded())
    let answers = try model.predict(["good film", "cold film"])
    let printed = try scratch.rondo("predict command --text", "good film").succeeded().text
    #expect(printed.hasPrefix(answers[0].label + " "))
  }

  @Test("a run without a folder opens none, and a stop ends it")
  func inMemory() throws {
    var settings = LanguageModelSettings()
    (settings.architecture.hiddenSize, settings.architecture.layers) = (4, 1)
    settings.training.sequenceLength = 8
    var request = RunRequest()
    request.isStopRequested = { true }
    var events: [String] = []
    let outcome = try LanguageModelTraining(
      on: .text(madeUpText(bytes: 800)), request, settings: settings
    ).run { event in
      switch event {
      case .opening: events.append("opening")
      case .report(.finished(let report), _): events.append("\(report.stoppedBy)")
      case .ended: events.append("ended")
      default: break
      }
    }
    #expect(outcome.reason == .signal && outcome.model.data[0].path == "text")
    #expect(events == ["signal", "ended"])
  }
}
