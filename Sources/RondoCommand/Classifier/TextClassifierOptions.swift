import ArgumentParser
import Rondo

/// The options for files of labelled texts.
struct LabelledTextOptions: SettingOptions {
  typealias Defaults = TextClassifierDefaults

  @Option(
    help: ArgumentHelp(
      """
      File format: csv, tsv, jsonl or fasttext. (default: detected from the file names or the \
      first line)
      """, valueName: "format"))
  var form: DataForm?

  @Option(help: .delimiter(usual: "detected from the first rows, or else comma"))
  var delimiter: TableDelimiter?

  @Option(
    help: ArgumentHelp(
      "Column of the texts, by name or number from 1, or JSON key. (default: detected)",
      valueName: "column"))
  var textColumn: String?

  @Option(
    help: ArgumentHelp(
      "Column of the labels, by name or number from 1, or JSON key. (default: detected)",
      valueName: "column"))
  var labelColumn: String?

  @Option(help: help("header", "Whether the first row of a table names its columns.", "choice"))
  var header: LabelledTextReader.Header?

  @Option(help: help("label-prefix", "Prefix that marks labels in fastText lines.", "prefix"))
  var labelPrefix: String?

  @Flag(help: "Omit cases without a label instead of reporting an error.")
  var skipUnlabelled = false

  @Flag(
    help: "Allow any number of labels per case, in fastText lines or JSON.")
  var multiLabel = false

  @Option(
    help: help(
      "encoding", "Character encoding: auto to detect it, or a name such as windows-1252.", "name"))
  var encoding: String?

  @Flag(help: "Replace invalid bytes with U+FFFD instead of reporting an error.")
  var lossy = false

  static var rows: [Row] {
    [
      Row("form", \.form, \.reading.form, as: { try? $0.ofTexts }),
      Row("delimiter", \.delimiter, \.reading.delimiter),
      Row("skip-unlabelled", \.skipUnlabelled, \.reading.skipsUnlabelled, is: true),
      Row("text-column", \.textColumn, \.reading.textColumn),
      Row("label-column", \.labelColumn, \.reading.labelColumn),
      Row("header", \.header, \.reading.header),
      Row("label-prefix", \.labelPrefix, \.reading.labelPrefix),
      Row("multi-label", \.multiLabel, \.reading.isMultiLabel, is: true),
      Row("encoding", \.encoding, \.reading.encoding),
      Row("lossy", \.lossy, \.reading.lossy, is: true),
    ]
  }

  func validate() throws {
    try ReadingOptions.check(encoding ?? "auto")
    _ = try form?.ofTexts
  }
}

/// The options for the symbols and words of classified texts.
struct ClassifiedTextOptions: SettingOptions {
  typealias Defaults = TextClassifierDefaults

  @Option(
    help: help(
      "unit",
      """
      Unit of text read in one time step: grapheme (user-perceived character), word, or both (a \
      word together with its characters).
      """))
  var unit: TextUnit?

  @Option(
    help: help(
      "min-count",
      "Minimum number of occurrences for a unit to enter the vocabulary; rarer ones are unknown.",
      "number", usual: "2; --unit grapheme: 1"))
  var minCount: Int?

  @Option(help: help("vocabulary-size", "Maximum number of units in the vocabulary.", "size"))
  var vocabularySize: Int?

  @Option(help: help("normalization", "Unicode normalization form of the text.", "form"))
  var normalization: Normalization?

  @Flag(
    help: """
      Treat upper and lower case as the same, and compatibility characters, such as ligatures, as \
      their plain equivalents.
      """)
  var foldCase = false

  static var rows: [Row] {
    [
      Row("unit", \.unit, \.unit),
      Row("fold-case", \.foldCase, \.foldsCase, is: true),
      Row("normalization", \.normalization, \.normalization),
      Row("min-count", \.minCount, \.minimumCount),
      Row(
        "vocabulary-size", \.vocabularySize, \.maximumVocabularySize,
        none: "no limit"),
    ]
  }

  func validate() throws {
    guard minCount ?? 1 > 0 else { throw ValidationError("--min-count must be 1 or more") }
  }
}

/// The options for the parts of a text classifier that read symbols and words.
struct TextNetworkOptions: SettingOptions {
  typealias Defaults = TextClassifierDefaults

  @Option(
    help: help(
      "embedding-size", "Size of the learned embedding of a unit of text; 0 for one-hot vectors.",
      "size"))
  var embeddingSize: Int?

  @Option(
    help: help(
      "character-size",
      "Number of hidden units in the network that reads a word's characters, for --unit both.",
      "size"
    ))
  var characterSize: Int?

  @Flag(help: "Use the networks alone, without naive Bayes.")
  var networkOnly = false

  @Flag(help: .hidden)
  var noNaiveBayes = false

  static var rows: [Row] {
    [
      Row("embedding-size", \.embeddingSize, \.embeddingSize),
      Row("character-size", \.characterSize, \.characterSize),
      Row("network-only", \.networkOnly, \.asksNaiveBayes, is: false),
      Row("no-naive-bayes", \.noNaiveBayes, \.asksNaiveBayes, is: false),
    ]
  }
}
