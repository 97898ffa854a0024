import ArgumentParser
import Rondo

/// `rondo train [language-model] CORPUS…`.
struct TrainLanguageModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "language-model",
    abstract: "Train a language model on text; the task of 'rondo train' without a task word.",
    usage: "rondo train [language-model] <corpus> ... [<options>]",
    discussion: """
      The tasks: language-model.

      Reads the text of files and folders ('-' is standard input), keeps its end for validation, \
      prints the loss that a simple model has on it, and trains until a limit is reached. The best \
      model so far is in the run's folder at any time; the folder is printed at the end.

      Ctrl-C saves and stops; the same command with --resume goes on to the same result, bit for \
      bit, as if it had not been stopped.
      """)

  @Argument(
    help: ArgumentHelp("Text files or folders of them; '-' is standard input.", valueName: "corpus")
  )
  var corpora: [String]

  @OptionGroup var options: RunOptions
  @OptionGroup(title: "Model and training") var training: TrainingOptions

  func validate() throws {
    guard !corpora.isEmpty else { throw ValidationError("name a file or folder to train on") }
    guard corpora.count(where: { $0 == "-" }) < 2 else {
      throw ValidationError("standard input can be read only once")
    }
  }

  func run() throws {
    try LanguageModelSession(self).run()
  }
}
