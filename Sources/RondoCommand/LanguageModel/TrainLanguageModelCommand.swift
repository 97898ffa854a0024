import ArgumentParser
import Rondo

/// `rondo train [language-model] CORPUS…`.
struct TrainLanguageModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "language-model",
    abstract: "Train a language model on text; the task of 'rondo train' without a task word.",
    usage: "rondo train [language-model] <corpus> ... [<options>]",
    discussion: """
      The tasks: language-model, text-classifier, series-classifier.

      Reads the text of files and folders ('-' is standard input), keeps its end for validation, \
      prints the loss that a simple model has on it, and trains until a limit is reached. The best \
      model so far is in the run's folder at any time; the folder is printed at the end.

      With --documents each file, line or paragraph is a text of its own: the model learns where \
      one ends, and carries nothing over to the next. Validation keeps the last documents. They are \
      read in their order, so a sorted list should be shuffled before.

      With --from a model learns from a new text: it keeps its symbols and gets those that it \
      lacks; its settings of architecture, symbols and documents stay.

      Ctrl-C saves and stops; the same command with --resume goes on to the same result, bit for \
      bit, as if it had not been stopped.
      """)

  @Argument(
    help: ArgumentHelp("Text files or folders of them; '-' is standard input.", valueName: "corpus")
  )
  var corpora: [String]

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "Begin with this model instead of a new one: a run's folder or a .safetensors file.",
      valueName: "checkpoint"))
  var origin: String?

  @Option(
    help: ArgumentHelp(
      "Where tokenised text is kept. (default: for 16 MiB of text and more, .tokens beside the "
        + "run's folder)", valueName: "folder"))
  var cache: String?

  @Flag(help: "Keep no tokenised text, and hold it in memory.")
  var noCache = false

  @OptionGroup var options: RunOptions
  @OptionGroup(title: "Model and training") var training: TrainingOptions

  func validate() throws {
    guard !corpora.isEmpty else { throw ValidationError("name a file or folder to train on") }
    guard corpora.count(where: { $0 == "-" }) < 2 else {
      throw ValidationError("standard input can be read only once")
    }
    guard cache == nil || !noCache else {
      throw ValidationError("--cache and --no-cache exclude each other")
    }
    guard cache != "" else { throw ValidationError("--cache needs the name of a folder") }
  }

  func run() throws {
    let display = TrainingDisplay(options.output)
    let session = try LanguageModelTraining(
      on: .files(corpora), options.request(folder: options.folder(of: corpora[0])),
      chosen: training.chosen, from: origin,
      cache: noCache ? .none : cache.map { .folder($0) } ?? .automatic, check: training.check)
    for note in session.notes { display.note(note) }
    display.describe(session.text, session.settings)
    let outcome = try session.run { display.show($0, for: LanguageModelTask.self) }
    try TrainingDisplay.end(outcome.reason)
  }
}
