public import ArgumentParser
public import Rondo

/// `rondo train tagger DATA…`.
struct TrainTaggerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tagger", abstract: "Train a tagger: a label for each word of a sentence.",
    discussion: """
      The data may be CoNLL-U, columns with a word and its tag in each line and an empty line after \
      each sentence (CoNLL, BIO), or JSON Lines with lists of tokens and tags. By default the tags \
      are in the field UPOS of CoNLL-U, in the last column, or under a usual key of JSON.

      Networks read words and their characters in both directions. Tags that describe spans, such \
      as names (IOB1, IOB2 or BIO, BIOES), are learned as BIOES by a linear-chain CRF, and every \
      prediction is a legal sequence; predictions are written in the scheme of the data.

      By default a tenth of the sentences is kept for validation. The baseline is an averaged \
      perceptron, a linear model of words and suffixes.
      """)

  @Argument(
    help: ArgumentHelp("Files of tagged sentences; '-' for standard input.", valueName: "data"))
  var data: [String]

  @OptionGroup(title: "Common options") var basics: RunFolderOptions<TaggerDefaults>
  @OptionGroup(title: "Common options") var size: NetworkSizeOptions<TaggerDefaults>
  @OptionGroup(title: "Common options") var recipe: TaggerRecipeOptions
  @OptionGroup(title: "Data") var reading: TaggedTextOptions
  @OptionGroup(title: "Network") var network: TaggerNetworkOptions
  @OptionGroup(title: "Optimization") var optimization: OptimizationOptions<TaggerDefaults>
  @OptionGroup(title: "Learning-rate schedule") var schedule: ScheduleOptions<TaggerDefaults>
  @OptionGroup(title: "Regularization") var regularization: RegularizationOptions<TaggerDefaults>
  @OptionGroup(title: "Validation") var part: ValidationPartOptions<TaggerDefaults>
  @OptionGroup(title: "Validation") var selection: TaggerSelectionOptions
  @OptionGroup(title: "Validation") var validation: RunValidationOptions<TaggerDefaults>
  @OptionGroup(title: "Run and output") var details: RunDetailOptions

  /// The options that every task has for a run.
  var options: RunOptions { RunOptions(basics, schedule, validation, details) }

  /// The settings that were chosen.
  var chosen: [ChosenSetting<TaggerSettings>] {
    recipe.chosen + size.chosen + network.chosen + optimization.chosen + schedule.chosen
      + regularization.chosen + part.chosen + selection.chosen + reading.chosen
  }

  private var recommended: TaggerSettings { .recommended(isQuick: recipe.quick) }

  func validate() throws {
    guard !data.isEmpty else { throw ValidationError("name a file to train on") }
    try options.check()
    guard !basics.resume else { return }
    try checkingUsage { try ChosenSetting.applied(chosen, to: recommended).check() }
  }

  func run() throws {
    let display = TrainingDisplay(options.output)
    let session = try TaggerTraining(
      on: .files(data), options.request(folder: options.folder(of: data[0])),
      settings: recommended, chosen: chosen,
      validation: selection.validation.map { .files([$0]) })
    display.describe(session)
    let outcome = try session.run { display.show($0, for: TaggerTask.self) }
    try TrainingDisplay.end(outcome.reason)
  }
}

extension TrainingDisplay {
  /// Shows the data of a tagger's run.
  fileprivate func describe(_ training: TaggerTraining) {
    for advice in training.notes { note(advice) }
    let data = training.data
    let name =
      data.sources.count == 1 ? data.sources[0].path : data.sources.count.counted("file")
    let kept =
      training.validationSentences.map { "\($0.count.withThousandsSeparators) to validate on" }
      ?? "none to validate on"
    let words = training.trainingSentences.reduce(0) { $0 + $1.tokens.count }
    describe([
      ("data", "\(name), \(data.layout)"),
      (
        "sentences",
        "\(training.trainingSentences.count.withThousandsSeparators) to train on "
          + "(\(words.counted("word"))), \(kept)"
      ),
      (
        "tags",
        data.tags.count.counted("tag") + (data.scheme.map { ", spans in \($0.rawValue)" } ?? "")
      ),
    ])
  }
}

/// The defaults of `rondo train tagger`.
enum TaggerDefaults: OptionDefaults {
  static let settings: TaggerSettings = .recommended()

  static let variants: [OptionVariant<TaggerSettings>] = optimizerVariants

  static let shown: [String: String?] = [
    NetworkSizeOptions<Self>.shownDefaults, OptimizationOptions<Self>.shownDefaults,
    ScheduleOptions<Self>.shownDefaults, RegularizationOptions<Self>.shownDefaults,
    ValidationPartOptions<Self>.shownDefaults, TaggerRecipeOptions.shownDefaults,
    TaggedTextOptions.shownDefaults, TaggerNetworkOptions.shownDefaults,
    TaggerSelectionOptions.shownDefaults,
  ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  static var epochs: String {
    let (least, most) = (
      TaggerSettings.usualEpochs(tokens: .max), TaggerSettings.usualEpochs(tokens: 1)
    )
    return "\(least) to \(most), depending on the number of words; a third with --quick"
  }

  static var patience: String {
    "\((100 * TaggerSettings.usualPatience).significant) % of the run's validations, at least 5"
  }

  static var training: WritableKeyPath<TaggerSettings, TrainingConfiguration> { \.training }
  static var cell: WritableKeyPath<TaggerSettings, BuiltInCell> { \.architecture.cell }
  static var hiddenSize: WritableKeyPath<TaggerSettings, Int> { \.architecture.hiddenSize }
  static var layers: WritableKeyPath<TaggerSettings, Int> { \.architecture.layers }
  static var validationFraction: WritableKeyPath<TaggerSettings, Double> { \.validationFraction }

  static func choose(
    _ optimizer: TrainingConfiguration.OptimizerName, _ settings: inout TaggerSettings
  ) { settings.choose(optimizer) }
}

/// The choice of a quick first look.
struct TaggerRecipeOptions: SettingOptions {
  typealias Defaults = TaggerDefaults

  @Flag(help: "Train a single network for a third of the usual epochs: a first look at the data.")
  var quick = false

  static var rows: [Row] { [Row("quick", \.quick, \.isQuick, is: true)] }
}

/// The options for files of tagged sentences.
struct TaggedTextOptions: SettingOptions {
  typealias Defaults = TaggerDefaults

  @Option(
    help: ArgumentHelp(
      "File format: conllu, columns or jsonl. (default: detected from the file names or first lines)",
      valueName: "format"))
  var form: DataForm?

  @Option(
    help: ArgumentHelp(
      """
      Column or CoNLL-U field of the words, by name or number from 1, or JSON key. (default: \
      FORM, the first column, or detected)
      """, valueName: "column"))
  var textColumn: String?

  @Option(
    help: ArgumentHelp(
      """
      Column or CoNLL-U field of the tags, by name or number from 1, or JSON key. (default: UPOS, \
      the last column, or detected)
      """, valueName: "column"))
  var tagColumn: String?

  @Flag(help: "Omit sentences without tags instead of reporting an error.")
  var skipUnlabelled = false

  @Flag(
    help: """
      Change tags of spans that the scheme does not allow, such as I- after O in IOB2, instead of \
      reporting an error.
      """)
  var repairSpans = false

  @Option(
    help: help(
      "encoding", "Character encoding: auto to detect it, or a name such as windows-1252.", "name"))
  var encoding: String?

  @Flag(help: "Replace invalid bytes with U+FFFD instead of reporting an error.")
  var lossy = false

  static var rows: [Row] {
    [
      Row("form", \.form, \.reading.form, as: { try? $0.ofTags }),
      Row("text-column", \.textColumn, \.reading.textColumn),
      Row("tag-column", \.tagColumn, \.reading.tagColumn),
      Row("skip-unlabelled", \.skipUnlabelled, \.reading.skipsUnlabelled, is: true),
      Row("repair-spans", \.repairSpans, \.reading.repairsSpans, is: true),
      Row("encoding", \.encoding, \.reading.encoding),
      Row("lossy", \.lossy, \.reading.lossy, is: true),
    ]
  }

  func validate() throws {
    try ReadingOptions.check(encoding ?? "auto")
    _ = try form?.ofTags
  }
}

/// The options for the parts of a tagger beside the size of its layers.
struct TaggerNetworkOptions: SettingOptions {
  typealias Defaults = TaggerDefaults

  @Flag(help: "Read in one direction: a tag depends on no later word.")
  var causal = false

  @Flag(
    inversion: .prefixedNo,
    help: help(
      "crf", "Score consecutive tags together in a linear-chain CRF.",
      usual: "--crf if the tags describe spans"))
  var crf: Bool?

  @Option(help: help("embedding-size", "Size of a word's vector.", "size"))
  var embeddingSize: Int?

  @Option(
    help: help(
      "character-size",
      "Number of units of the network that reads the characters of a word, in each direction.",
      "size"))
  var characterSize: Int?

  @Option(
    help: help(
      "min-count", "Minimum number of occurrences of a word with a vector of its own.", "number"))
  var minCount: Int?

  @Option(
    help: help(
      "ensemble",
      "Number of networks to train and average; they differ in their initial weights.", "number",
      usual: "\(TaggerSettings.recommended().architecture.members); 1 with --quick"))
  var ensemble: Int?

  static var rows: [Row] {
    [
      Row("causal", \.causal, \.architecture.isBidirectional, is: false),
      Row("crf", \.crf, \.chain, as: { $0 ? .on : .off }),
      Row("embedding-size", \.embeddingSize, \.embeddingSize),
      Row("character-size", \.characterSize, \.characterSize),
      Row("min-count", \.minCount, \.minimumCount),
      Row("ensemble", \.ensemble, \.architecture.members, as: MemberCount.init(rawValue:)),
    ]
  }

  func validate() throws {
    guard (1...100).contains(ensemble ?? 1) else {
      throw ValidationError("--ensemble must be from 1 to 100")
    }
  }
}

/// The options for the choice of the best model.
struct TaggerSelectionOptions: SettingOptions {
  typealias Defaults = TaggerDefaults

  @Option(
    help: ArgumentHelp(
      "Separate validation data, used instead of a part of the training data.", valueName: "data"))
  var validation: String?

  @Option(
    help: help(
      "stop-on",
      """
      Validation metric that selects the best model: score (span F1, or accuracy if tags do not \
      describe spans) or loss.
      """, "metric"))
  var stopOn: TaggerSettings.Criterion?

  static var rows: [Row] { [Row("stop-on", \.stopOn, \.criterion)] }
}

extension TaggerSettings.Criterion: ExpressibleByArgument {}

extension TaggerTask: CommandTask {
  static func summary(of score: TaggerScore) -> String {
    let spans = score.spanF1.map { ", span F1 \((100 * $0).fixed(1)) %" } ?? ""
    return "loss \(score.nats.fixed(3)), accuracy \((100 * score.tokenAccuracy).fixed(1)) %\(spans)"
  }

  static func shortSummary(of score: TaggerScore) -> String {
    score.spanF1.map { "span F1 \((100 * $0).fixed(1)) %" }
      ?? "accuracy \((100 * score.tokenAccuracy).fixed(1)) %"
  }

  static var rateUnit: String { "words/s" }

  static func row(for entry: RunEntry) -> (name: String, lines: [String])? {
    guard let baseline = entry.value as? TaggerBaselineScore else { return nil }
    let spans = baseline.spanF1.map { ", span F1 \((100 * $0).fixed(1)) %" } ?? ""
    return (
      "baseline",
      ["accuracy \((100 * baseline.tokenAccuracy).fixed(1)) %\(spans)  \(baseline.method)"]
    )
  }
}
