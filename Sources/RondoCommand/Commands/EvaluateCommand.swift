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
    let score = file.score(corpus.utf8, on: Tape(workers: threads.workers))
    try output.write(score, as: "evaluation")
  }
}
