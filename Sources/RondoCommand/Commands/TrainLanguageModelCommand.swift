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

  @Option(help: "The run's folder. (default: checkpoints/ and the corpus's name)")
  var out: String?

  @Flag(help: "Replace the run in the folder.")
  var overwrite = false

  @Flag(help: "Go on with the run in the folder; only limits, threads and patience may change.")
  var resume = false

  @Option(
    help: "Stop after so many passes over the text. (default: 20, unless another limit is given)")
  var epochs: Int?

  @Option(help: "Stop after so many training steps.")
  var steps: Int?

  @Option(help: "Stop after about so many minutes: turned into steps by timing a few of them.")
  var minutes: Double?

  @Option(help: "Stop after so many validations without a new best; 0 is never. (default: 5)")
  var patience: Int?

  @Flag(help: "Do not measure what a simple model achieves.")
  var noBaseline = false

  @OptionGroup(title: "Model and training") var training: TrainingOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard !corpora.isEmpty else { throw ValidationError("name a file or folder to train on") }
    guard !(overwrite && resume) else {
      throw ValidationError("--overwrite begins anew and --resume goes on: give one of them")
    }
    guard (1...1_000_000).contains(epochs ?? 1) else {
      throw ValidationError("--epochs is from 1 to 1000000")
    }
    guard (1...1_000_000_000_000).contains(steps ?? 1) else {
      throw ValidationError("--steps is a positive number")
    }
    guard minutes.map({ $0 > 0 && $0 <= 1e6 }) ?? true else {
      throw ValidationError("--minutes is a positive number")
    }
    guard (0...1_000_000).contains(patience ?? 0) else {
      throw ValidationError("--patience is 0 or more")
    }
    guard corpora.count(where: { $0 == "-" }) < 2 else {
      throw ValidationError("standard input can be read only once")
    }
  }

  func run() throws {
    try TrainingSession(self).run()
  }

  /// The run's folder.
  var folder: String {
    if let out { return out }
    let first = corpora[0]
    if first == "-" { return "checkpoints/stdin" }
    let parts = first.split(separator: "/").filter { $0 != "." && $0 != ".." }
    guard let name = parts.last else { return "checkpoints/text" }
    let stem = name.lastIndex(of: ".").map { $0 > name.startIndex ? name[..<$0] : name } ?? name
    return "checkpoints/\(stem)"
  }
}
