import ArgumentParser
import Rondo

/// `rondo evaluate CHECKPOINT DATA…`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measure a model on data.",
    discussion: """
      A language model reads the text of all files as one stream from the state of zeros; every \
      symbol counts, and one that the model does not know costs ln V.
      """)

  @Argument(help: "A run's folder or a .safetensors file.")
  var checkpoint: String

  @Argument(
    help: ArgumentHelp("Text files or folders of them; '-' is standard input.", valueName: "data"))
  var data: [String]

  @OptionGroup(title: "Dynamic evaluation") var dynamic: DynamicOptions
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard !data.isEmpty else { throw ValidationError("name a file or folder to evaluate on") }
  }

  func run() throws {
    let file = try ModelFile.open(checkpoint)
    let corpus = try reading.reader(for: file.tokenizer).read(data)
    for note in corpus.notes { output.note(note) }
    let tape = Tape<Float>(workers: threads.workers)
    let score =
      if let dynamic = dynamic.evaluation {
        try file.score(corpus.utf8, alternatives: 0, dynamic: dynamic, on: tape)
      } else {
        file.score(corpus.utf8, on: tape)
      }
    try output.write(score, as: "evaluation", dynamic: dynamic.evaluation)
  }
}
