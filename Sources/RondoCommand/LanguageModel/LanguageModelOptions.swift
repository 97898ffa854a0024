public import ArgumentParser
public import Rondo

/// The defaults of `rondo train language-model`.
enum LanguageModelDefaults: OptionDefaults {
  static let settings = LanguageModelSettings()

  static let variants = optimizerVariants + [bytePairs]

  /// The defaults with byte pairs.
  private static var bytePairs: OptionVariant<LanguageModelSettings> {
    var changed = settings
    changed.choose(.bpe)
    return OptionVariant(option: "unit", words: "--unit bpe", settings: changed)
  }

  static let shown = [
    NetworkSizeOptions<Self>.shownDefaults, OptimizationOptions<Self>.shownDefaults,
    ScheduleOptions<Self>.shownDefaults, RegularizationOptions<Self>.shownDefaults,
    ValidationPartOptions<Self>.shownDefaults, SymbolNetworkOptions.shownDefaults,
    SequenceOptions.shownDefaults, TextOptions.shownDefaults,
  ].reduce(into: [String: String?]()) { $0.merge($1) { first, _ in first } }

  static let epochs = "20"
  static let patience = "half of the run's validations, at least 5"

  static var training: WritableKeyPath<LanguageModelSettings, TrainingConfiguration> { \.training }
  static var cell: WritableKeyPath<LanguageModelSettings, BuiltInCell> { \.architecture.cell }
  static var hiddenSize: WritableKeyPath<LanguageModelSettings, Int> { \.architecture.hiddenSize }
  static var layers: WritableKeyPath<LanguageModelSettings, Int> { \.architecture.layers }
  static var validationFraction: WritableKeyPath<LanguageModelSettings, Double> {
    \.validationFraction
  }

  static func choose(
    _ optimizer: TrainingConfiguration.OptimizerName, _ settings: inout LanguageModelSettings
  ) {
    settings.choose(optimizer)
  }
}

/// The options for the parts of a language model beside its recurrent layers.
struct SymbolNetworkOptions: SettingOptions {
  typealias Defaults = LanguageModelDefaults

  /// The place of a GRU's reset gate: an older way to choose between two cells.
  enum GRUForm: String, ExpressibleByArgument {
    case pytorch, original

    /// The cell.
    var cell: BuiltInCell { self == .original ? .originalGRU : .gru }
  }

  @Option(
    help: help(
      "embedding-size", "Size of the learned embedding of a symbol; 0 for one-hot vectors.",
      "size"))
  var embeddingSize: Int?

  @Flag(
    help: """
      Use the embedding matrix as the weight of the output layer too. --embedding-size must then \
      equal --hidden-size, or with --skip-connections --hidden-size times --layers.
      """)
  var tieWeights = false

  @Flag(
    help: "Connect the input to every layer, and every layer to the output (Graves 2013).")
  var skipConnections = false

  @Option(help: .hidden)
  var gruForm: GRUForm?

  static var rows: [Row] {
    [
      Row("gru-form", \.gruForm, \.architecture.cell, as: \.cell),
      Row("embedding-size", \.embeddingSize, \.architecture.embeddingSize),
      Row("tie-weights", \.tieWeights, \.architecture.tieWeights, is: true),
      Row(
        "skip-connections", \.skipConnections, \.architecture.skipConnections, is: true),
    ]
  }
}

/// The options for the sequences of a training step.
struct SequenceOptions: SettingOptions {
  typealias Defaults = LanguageModelDefaults

  @Option(
    help: help(
      "sequence-length",
      """
      Length of the sequences in a training step, in symbols; gradients are not propagated back \
      further.
      """, "length"))
  var sequenceLength: Int?

  @Flag(
    help: """
      Vary the lengths of sequences at random around --sequence-length, anew in each epoch, and \
      scale the learning rate in proportion (Merity et al. 2018).
      """)
  var randomLengths = false

  static var rows: [Row] {
    [
      Row("sequence-length", \.sequenceLength, path(\.sequenceLength)),
      Row("random-lengths", \.randomLengths, path(\.randomLengths), is: true),
    ]
  }
}

/// The options for the text and its symbols.
struct TextOptions: SettingOptions {
  typealias Defaults = LanguageModelDefaults

  @Option(
    help: help(
      "unit",
      """
      Unit of text that is one symbol: grapheme (user-perceived character), scalar (Unicode code \
      point), byte, word, or bpe (byte-pair encoding).
      """))
  var unit: SymbolUnit?

  @Option(
    help: help(
      "documents",
      """
      Unit of text that is one document. The model learns where documents end, and its state is \
      reset between them. With none, the input is one continuous text.
      """, "unit"))
  var documents: DocumentUnit?

  @Option(
    help: help(
      "min-count",
      """
      Minimum number of occurrences for a symbol to enter the vocabulary (rarer ones are unknown), \
      or for a byte pair to be merged.
      """, "number", usual: "1; --unit bpe: 2"))
  var minCount: Int?

  @Option(
    help: help(
      "vocabulary-size",
      "Maximum number of symbols in the vocabulary; with --unit bpe, including the 256 bytes.",
      "size"))
  var vocabularySize: Int?

  @Option(help: help("normalization", "Unicode normalization form of the text.", "form"))
  var normalization: Normalization?

  @Option(
    help: help(
      "newlines", "Line ends: keep them, or lf to convert CR LF and CR to LF, in prompts too.",
      "form"))
  var newlines: Newlines?

  @Option(
    help: help(
      "encoding", "Character encoding: auto to detect it, or a name such as windows-1252.", "name"))
  var encoding: String?

  @Flag(help: "Replace invalid bytes with U+FFFD instead of reporting an error.")
  var lossy = false

  static var rows: [Row] {
    [
      Row("unit", \.unit, \.unit, follow: { $0.choose($1) }),
      Row("documents", \.documents, \.documents),
      Row("min-count", \.minCount, \.minimumCount),
      Row("vocabulary-size", \.vocabularySize, \.maximumVocabularySize, none: "no limit"),
      Row("normalization", \.normalization, \.normalization),
      Row("newlines", \.newlines, \.newlines),
      Row("encoding", \.encoding, \.encoding),
      Row("lossy", \.lossy, \.lossy, is: true),
    ]
  }

  func validate() throws { try ReadingOptions.check(encoding ?? "auto") }
}

extension SymbolUnit: ExpressibleByArgument {}
extension DocumentUnit: ExpressibleByArgument {}
extension Normalization: ExpressibleByArgument {}
extension Newlines: ExpressibleByArgument {}
