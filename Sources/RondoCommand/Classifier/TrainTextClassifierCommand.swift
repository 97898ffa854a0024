import ArgumentParser
import Rondo

/// `rondo train text-classifier DATA…`.
struct TrainTextClassifierCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "text-classifier", abstract: "Train a model that tells the label of a text.",
    discussion: """
      Reads CSV, TSV, JSON Lines or arrays, fastText lines, a folder with a file or a folder a class, \
      or files whose names are the classes. What is found out about a table (its header, its columns, \
      its delimiter) is reported, and stored with the model.

      A tenth of the cases is kept for validation, the same share of each label; of fewer than 200 \
      cases, none is, and the number of epochs is found by cross-validation.

      The networks' answers are put together with those of naive Bayes on n-grams, each as much as \
      helps on the validation cases, if there are any.

      With --multi-label a case has any number of labels, also none: several __label__ words a \
      line, or a list in JSON. Each label is then told by itself.

      With --from the classifier begins with a language model that 'rondo train' has made of text \
      without labels: it takes over that model's symbols, vectors and recurrent layers, which then \
      read in one direction. What is new is trained first, alone; then one layer more each epoch, \
      the last one first, each at the rate of the one above it divided by 2.6.
      """)

  @Argument(
    help: ArgumentHelp(
      "Files or a folder of labelled texts; '-' is standard input.",
      valueName: "data"))
  var data: [String]

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "Begin with this language model: a run's folder or a .safetensors file.",
      valueName: "checkpoint"))
  var origin: String?

  @Option(
    help: """
      How the data hold their cases: csv, tsv, jsonl or fasttext. (default: by their endings, else by \
      the first line)
      """)
  var form: DataForm?

  @Option(
    help: """
      Delimiter of CSV: comma, semicolon, tab, pipe, or the character itself. (default: comma, unless \
      the first rows show another)
      """)
  var delimiter: TableDelimiter?

  @Option(help: "The text's column, by name or number from 1, or its key in JSON.")
  var textColumn: String?

  @Option(help: "The label's column, by name or number from 1, or its key in JSON.")
  var labelColumn: String?

  @Option(help: "Whether a table's first row names its columns: auto, yes or no. (default: auto)")
  var header: LabelledTextReader.Header?

  @Option(help: "What fastText's labels begin with. (default: __label__)")
  var labelPrefix: String?

  @Flag(help: "Leave out cases without a label instead of refusing the data.")
  var skipUnlabelled = false

  @Flag(help: "A case may have any number of labels; from fastText lines or JSON Lines.")
  var multiLabel = false

  @Option(help: "The encoding of the text: auto, or a name such as windows-1252. (default: auto)")
  var encoding: String?

  @Flag(help: "Replace invalid text by U+FFFD instead of refusing it.")
  var lossy = false

  @Option(
    help: "What a step reads: grapheme, word, or both, a word with its characters. (default: both)")
  var unit: TextUnit?

  @Flag(help: "Take letters without case and compatibility characters as plain ones.")
  var foldCase = false

  @Option(help: "The normal form: none, nfc, nfd, nfkc or nfkd. (default: none)")
  var normalization: Normalization?

  @Option(help: "Symbols or words that occur less often are unknown. (default: 1; of words 2)")
  var minCount: Int?

  @Option(help: "The most symbols or words; the rarer ones are unknown. (default: no limit)")
  var vocabularySize: Int?

  @Option(help: "The size of a vector in a trained table; 0 is one-hot. (default: 0; of words 100)")
  var embeddingSize: Int?

  @Option(help: "The size of the network that reads a word's characters. (default: 64)")
  var characterSize: Int?

  @Flag(
    help: ArgumentHelp(
      "Ask the networks alone: otherwise naive Bayes on n-grams of characters and of words is asked "
        + "too, and counts as much as helps on the cases kept for validation."))
  var noNaiveBayes = false

  @OptionGroup var options: RunOptions
  @OptionGroup(title: "Model and training") var classifier: ClassifierOptions

  func validate() throws {
    guard !data.isEmpty else { throw ValidationError("name a file or folder to train on") }
    try ReadingOptions.check(encoding ?? "auto")
    _ = try form?.ofTexts
    let counts = [
      ("--min-count", minCount), ("--vocabulary-size", vocabularySize),
      ("--character-size", characterSize),
    ]
    for (option, value) in counts where !(1...1 << 24).contains(value ?? 1) {
      throw ValidationError("\(option) is from 1 to 16777216")
    }
    guard (0...1 << 24).contains(embeddingSize ?? 0) else {
      throw ValidationError("--embedding-size is from 0 to 16777216")
    }
    guard !multiLabel || classifier.regularization.labelSmoothing ?? 0 == 0 else {
      throw ValidationError(
        "--label-smoothing shares out the probability of one label: leave it out with "
          + "--multi-label")
    }
    try checkOrigin()
  }

  /// Refuses what a language model to begin with has settled.
  private func checkOrigin() throws {
    guard origin != nil else { return }
    let settled: [(String, Bool)] = [
      ("--unit", unit != nil), ("--normalization", normalization != nil),
      ("--min-count", minCount != nil), ("--vocabulary-size", vocabularySize != nil),
      ("--embedding-size", embeddingSize != nil), ("--character-size", characterSize != nil),
      ("--cell", classifier.cell != nil), ("--hidden-size", classifier.hiddenSize != nil),
      ("--layers", classifier.layers != nil),
      ("--bidirectional", classifier.bidirectional == true),
    ]
    let given = settled.filter(\.1).map(\.0)
    guard given.isEmpty else {
      throw ValidationError(
        "--from brings symbols and sizes along: leave out \(given.joined(separator: ", "))")
    }
  }

  func run() throws {
    let display = TrainingDisplay(options.output)
    let session = try ClassifierTraining<TextClassifier>(
      on: .files(data), options.request(folder: options.folder(of: data[0])),
      settings: .recommended(unit: unit ?? .both, startsFromLanguageModel: origin != nil),
      chosen: try given(), from: origin, validation: classifier.validation.map { .files([$0]) },
      check: classifier.check)
    display.describe(session)
    let outcome = try session.run {
      display.show($0, for: ClassifierTask<TextClassifier>.self)
    }
    try TrainingDisplay.end(outcome.reason)
  }

  private func given() throws -> [ChosenSetting<TextClassifierSettings>] {
    try classifier.given() + [
      .init("--form", form?.ofTexts, \.reading.form),
      .init("--delimiter", delimiter, \.reading.delimiter),
      .init("--skip-unlabelled", skipUnlabelled ? true : nil, \.reading.skipsUnlabelled),
      .init("--text-column", textColumn, \.reading.textColumn),
      .init("--label-column", labelColumn, \.reading.labelColumn),
      .init("--header", header, \.reading.header),
      .init("--label-prefix", labelPrefix, \.reading.labelPrefix),
      .init("--multi-label", multiLabel ? true : nil, \.reading.isMultiLabel),
      .init("--encoding", encoding, \.reading.encoding),
      .init("--lossy", lossy ? true : nil, \.reading.lossy),
      .init("--unit", unit, \.unit), .init("--fold-case", foldCase ? true : nil, \.foldsCase),
      .init("--normalization", normalization, \.normalization),
      .init("--min-count", minCount, \.minimumCount),
      .init("--vocabulary-size", vocabularySize, \.maximumVocabularySize),
      .init("--embedding-size", embeddingSize, \.embeddingSize),
      .init("--character-size", characterSize, \.characterSize),
      .init("--no-naive-bayes", noNaiveBayes ? false : nil, \.asksNaiveBayes),
    ]
  }
}
