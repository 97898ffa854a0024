import ArgumentParser
import Rondo

/// `rondo train [language-model] CORPUS…`.
struct TrainLanguageModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "language-model",
    abstract: "Train a language model on text (the default task of 'rondo train').",
    usage: "rondo train [language-model] <corpus> ... [<options>]",
    discussion: """
      The tasks are language-model, text-classifier and series-classifier; 'rondo train <task> \
      --help' lists the options of each.

      The end of the text, by default the last tenth, is kept for validation. The command prints \
      the validation losses of simple baselines, trains until a limit is reached, keeps the best \
      model so far in the run folder, and finally prints the name of that folder. Ctrl-C saves the \
      run and stops it; the same command with --resume continues it, with the same result, bit for \
      bit, as without the interruption.

      With --documents, each file, line or paragraph is a separate text: the model learns where \
      texts end, and its state is reset between them. The last documents of the input are kept for \
      validation, so shuffle sorted input first.

      With --from, training starts from an existing model. Its architecture, unit, normalization, \
      line ends and kind of documents are kept, and symbols missing from its vocabulary are added.
      """)

  @Argument(
    help: ArgumentHelp(
      "Text files, or folders, which are read recursively; '-' for standard input.",
      valueName: "corpus"))
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
      "Language model to start training from: a run folder or a .safetensors file.",
      valueName: "checkpoint"))
  var path: String?
}

/// The options for tokenized text on the disk.
struct TokenCacheOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Folder in which the tokenized text is cached. (default: .tokens beside the run folder, for \
      texts of 16 MiB or more)
      """, valueName: "folder"))
  var cache: String?

  @Flag(help: "Do not cache the tokenized text on disk.")
  var noCache = false

  func validate() throws {
    guard cache == nil || !noCache else {
      throw ValidationError("--cache and --no-cache exclude each other")
    }
    guard cache != "" else { throw ValidationError("--cache needs the name of a folder") }
  }
}
