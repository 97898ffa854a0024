public import RondoData
public import RondoText

/// Everything that decides what a run that trains a text classifier computes.
///
/// `Sendable`.
public struct TextClassifierSettings: ClassifierRunSettings {
  public var classifier = ClassifierSettings()
  /// What a step reads.
  public var unit = TextUnit.grapheme
  /// True where letters lose their case and compatibility characters become plain ones first.
  public var foldsCase = false
  /// The normal form that texts are brought to.
  public var normalization = Normalization.none
  /// Rarer symbols or words are unknown.
  public var minimumCount = 1
  /// The most symbols or words; rarer ones are unknown.
  public var maximumVocabularySize: Int?
  /// The size of a vector of the embedding; 0 for one-hot vectors.
  public var embeddingSize = 0
  /// The size of the network that reads a word's characters, where the unit is both.
  public var characterSize = 64
  /// Whether naive Bayes on n-grams of characters and of words is asked too, and weighed by the
  /// validation cases.
  @AddedSetting public var asksNaiveBayes = false
  /// How the data are read.
  public var reading = LabelledTextReading()

  /// The defaults.
  public init() {}

  public var isUsable: Bool {
    classifier.isUsable && minimumCount > 0 && maximumVocabularySize ?? 1 > 0
      && embeddingSize >= 0 && characterSize > 0
  }
}

/// How labelled texts are read: what a `LabelledTextReader` is told, as it is stored with a model.
///
/// `Sendable`.
public struct LabelledTextReading: Sendable, Hashable, Codable {
  /// The text's column or key; nil to find it.
  public var textColumn: String?
  /// The label's column or key; nil to find it.
  public var labelColumn: String?
  /// Whether a table's first row names its columns.
  public var header = LabelledTextReader.Header.auto
  /// What fastText's labels begin with.
  public var labelPrefix = "__label__"
  /// The name of the files' encoding, or "auto".
  public var encoding = "auto"
  /// True where invalid text is replaced instead of refused.
  public var lossy = false
  /// Whether a case may have any number of labels.
  @AddedSetting public var isMultiLabel = false
  /// The form of the files; nil to tell it from their names.
  public var form: LabelledTextForm?
  /// The delimiter of CSV; nil to recognize it.
  public var delimiter: TableDelimiter?
  /// Whether cases without a label are left out.
  @AddedSetting public var skipsUnlabelled = false
  /// Where the training data hold text and label; nil where they say it themselves, and in models of
  /// releases that did not store it.
  public var layout: LabelledTextLayout?

  /// What finds out what it can.
  public init() {}

  /// A reader that reads so.
  public var reader: LabelledTextReader {
    var reader = LabelledTextReader()
    (reader.textColumn, reader.labelColumn) = (textColumn, labelColumn)
    (reader.header, reader.labelPrefix) = (header, labelPrefix)
    reader.encoding = encoding == "auto" ? .auto : .named(encoding)
    (reader.lossy, reader.isMultiLabel) = (lossy, isMultiLabel)
    (reader.form, reader.delimiter) = (form, delimiter)
    (reader.skipsUnlabelled, reader.layout) = (skipsUnlabelled, layout)
    return reader
  }
}
