import ArgumentParser
import Rondo

/// The options for files of labelled texts.
struct LabelledTextOptions: SettingOptions {
  typealias Defaults = TextClassifierDefaults

  @Option(
    help: ArgumentHelp(
      """
      Form of the data: csv, tsv, jsonl or fasttext. (default: by their endings, or else the first \
      line)
      """, valueName: "form"))
  var form: DataForm?

  @Option(help: .delimiter(usual: "comma, unless the first rows show another"))
  var delimiter: TableDelimiter?

  @Option(
    help: ArgumentHelp(
      "Column or JSON key of the texts, by name or number from 1.", valueName: "column"))
  var textColumn: String?

  @Option(
    help: ArgumentHelp(
      "Column or JSON key of the labels, by name or number from 1.", valueName: "column"))
  var labelColumn: String?

  @Option(help: help("header", "Whether the first row of a table names its columns.", "choice"))
  var header: LabelledTextReader.Header?

  @Option(help: help("label-prefix", "Prefix of labels in fastText lines.", "prefix"))
  var labelPrefix: String?

  @Flag(help: "Omit cases without a label instead of refusing the data.")
  var skipUnlabelled = false

  @Flag(
    help: "Allow any number of labels for a case, in fastText lines or JSON.")
  var multiLabel = false

  @Option(
    help: help("encoding", "Encoding of the data: auto, or a name such as windows-1252.", "name"))
  var encoding: String?

  @Flag(help: "Replace invalid text by U+FFFD instead of refusing it.")
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
    help: help("unit", "Unit of a time step: grapheme, word, or both, a word with its characters."))
  var unit: TextUnit?

  @Option(
    help: help(
      "min-count", "Minimum number of occurrences of a word or symbol in the vocabulary.",
      "number", usual: "2 for words, 1 for symbols"))
  var minCount: Int?

  @Option(help: help("vocabulary-size", "Maximum size of the vocabulary.", "size"))
  var vocabularySize: Int?

  @Option(help: help("normalization", "Unicode normal form of the texts.", "form"))
  var normalization: Normalization?

  @Flag(
    help: "Treat upper and lower case, and compatibility characters, as the same.")
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
      "embedding-size", "Size of the trained vector of a word or symbol; 0 for one-hot vectors.",
      "size"))
  var embeddingSize: Int?

  @Option(
    help: help("character-size", "Size of the network that reads the characters of a word.", "size")
  )
  var characterSize: Int?

  @Flag(help: "Use the networks alone: do not combine them with naive Bayes.")
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
