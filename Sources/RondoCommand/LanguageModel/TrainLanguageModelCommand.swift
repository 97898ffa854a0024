import ArgumentParser
import Rondo

/// `rondo train [language-model] CORPUS…`.
struct TrainLanguageModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "language-model",
    abstract: "Train a language model on text; the default task of 'rondo train'.",
    usage: "rondo train [language-model] <corpus> ... [<options>]",
    discussion: """
      The tasks: language-model, text-classifier, series-classifier. 'rondo train <task> --help' \
      lists the options of a task.

      The end of the text is kept for validation. The command prints the loss of a simple baseline \
      on it, trains until a limit is reached, saves the best model in the run's folder at each \
      validation, and prints the name of the folder. Ctrl-C saves and stops; the same command with \
      --resume continues to the same result, bit for bit.

      With --documents, each file, line or paragraph is a separate text: the model learns where one \
      ends, and nothing carries over to the next. The last documents are kept for validation, in \
      the order of the files, so shuffle a sorted list first.

      With --from, training starts from another model. Its architecture, unit and normal form are \
      kept, and symbols that it lacks are added.
      """)

  @Argument(
    help: ArgumentHelp(
      "Text files, or folders of them; '-' is standard input.", valueName: "corpus")
  )
  var corpora: [String]

  @OptionGroup(title: "Common options") var basics: RunFolderOptions<LanguageModelDefaults>
  @OptionGroup(title: "Common options") var size: NetworkSizeOptions<LanguageModelDefaults>
  @OptionGroup(title: "Network") var network: SymbolNetworkOptions
  @OptionGroup(title: "Network") var origin: OriginOptions
  @OptionGroup(title: "Optimization") var optimization: OptimizationOptions<LanguageModelDefaults>
  @OptionGroup(title: "Optimization") var sequences: SequenceOptions
  @OptionGroup(title: "Learning-rate schedule") var schedule: ScheduleOptions<LanguageModelDefaults>
  @OptionGroup(title: "Regularization")
  var regularization: RegularizationOptions<LanguageModelDefaults>
  @OptionGroup(title: "Text") var text: TextOptions
  @OptionGroup(title: "Text") var cache: TokenCacheOptions
  @OptionGroup(title: "Validation") var part: ValidationPartOptions<LanguageModelDefaults>
  @OptionGroup(title: "Validation") var validation: RunValidationOptions<LanguageModelDefaults>
  @OptionGroup(title: "Run and output") var details: RunDetailOptions

  /// The options that every task has for a run.
  var options: RunOptions { RunOptions(basics, schedule, validation, details) }

  /// The settings that were chosen.
  var chosen: [ChosenSetting<LanguageModelSettings>] {
    var (size, network) = (size, network)
    if let form = network.gruForm, size.cell == .gru {
      (size.cell, network.gruForm) = (form.cell, nil)
    }
    return size.chosen + network.chosen + optimization.chosen + sequences.chosen
      + schedule.chosen + regularization.chosen + text.chosen + part.chosen
  }

  func validate() throws {
    guard !corpora.isEmpty else { throw ValidationError("name a file or folder to train on") }
    guard corpora.count(where: { $0 == "-" }) < 2 else {
      throw ValidationError("standard input can be read only once")
    }
    try options.check()
    let isNew = !basics.resume && origin.path == nil
    guard network.gruForm == nil || size.cell == .gru || (size.cell == nil && !isNew) else {
      throw ValidationError("--gru-form needs --cell gru; --cell original-gru replaces both")
    }
    try checkingUsage {
      try ChosenSetting.applied(chosen, to: LanguageModelDefaults.settings).checkRanges()
    }
  }

  func run() throws {
    let display = TrainingDisplay(options.output)
    let session = try LanguageModelTraining(
      on: .files(corpora), options.request(folder: options.folder(of: corpora[0])),
      settings: LanguageModelDefaults.settings, chosen: chosen, from: origin.path,
      cache: cache.noCache ? .none : cache.cache.map { .folder($0) } ?? .automatic)
    for note in session.notes { display.note(note) }
    display.describe(session.text, session.settings)
    let outcome = try session.run { display.show($0, for: LanguageModelTask.self) }
    try TrainingDisplay.end(outcome.reason)
  }
}

/// The option for a model to start from.
struct OriginOptions: ParsableArguments {
  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "Model to start training from: a run's folder or a .safetensors file.",
      valueName: "checkpoint"))
  var path: String?
}

/// The options for tokenized text on the disk.
struct TokenCacheOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Folder for the tokenized text. (default: .tokens beside the run's folder, for 16 MiB of text \
      and more)
      """, valueName: "folder"))
  var cache: String?

  @Flag(help: "Keep the tokenized text in memory only.")
  var noCache = false

  func validate() throws {
    guard cache == nil || !noCache else {
      throw ValidationError("--cache and --no-cache exclude each other")
    }
    guard cache != "" else { throw ValidationError("--cache needs the name of a folder") }
  }
}
