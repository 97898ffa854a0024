public import RondoData
public import RondoEngine
public import RondoModels
public import RondoText

/// What all runs that train a classifier have in common: its parts and how they are trained.
///
/// `Sendable`.
public struct ClassifierSettings: Sendable, Hashable, Codable {
  /// What decides which model of a run is the best.
  public enum Criterion: String, Sendable, Hashable, Codable, CaseIterable {
    /// The loss on the validation part.
    case loss
    /// Macro F₁ on the validation part.
    case f1
  }

  /// The kind of recurrent cell.
  public var cell = BuiltInCell.gru
  /// H, for each direction.
  public var hiddenSize = 64
  /// The number of recurrent layers.
  public var layers = 1
  /// True where every layer reads in both directions.
  public var isBidirectional = true
  /// What becomes of the outputs of all steps.
  public var readout = ReadoutKind.max
  /// How much a label counts in the loss.
  public var classWeights = ClassWeights.none
  /// What decides which model is the best.
  public var criterion = Criterion.loss
  /// The number of times that training begins anew with another seed, the first one included.
  public var restarts = 1
  /// Which of them was kept, from 0; its seed is that many above the first one.
  public var restart = 0
  /// What is validated on, where it is not a part of the training data.
  public var validationSources: [DataSource] = []
  /// The share of the cases that is kept for validation; of fewer than 200 cases, none is.
  public var validationFraction = 0.1
  /// The SHA-256 of the file of the language model that training began with, in hexadecimal; empty
  /// where it began with a new model.
  @AddedSetting public var startedFrom = ""
  /// The number of networks that are trained at once and answer together.
  @AddedSetting public var members: MemberCount = 1
  /// How parameters are trained.
  public var training = TrainingConfiguration()

  /// The defaults.
  public init() {}

  /// How parameters are trained, with the seed of the restart that was kept. The gradients of all
  /// members together are longer than one's by the root of their number, and so is what is allowed.
  public var restarted: TrainingConfiguration {
    var result = training
    result.seed &+= UInt64(restart)
    result.clipNorm *= Double(members.rawValue).squareRoot()
    return result
  }

  /// The architecture of a model with this input.
  public func architecture(_ input: EncoderInput, outputs: Int) -> ClassifierArchitecture {
    var result = ClassifierArchitecture(
      input, outputs: outputs, cell: cell, hiddenSize: hiddenSize, layers: layers)
    (result.isBidirectional, result.readout) = (isBidirectional, readout)
    result.members = members
    return result
  }

  var isUsable: Bool {
    hiddenSize > 0 && layers > 0 && restarts > 0 && restart >= 0
      && members.rawValue > 0
      && (0..<1).contains(validationFraction)
      && training.isUsable
  }
}

/// The settings of a run that trains a classifier.
public protocol ClassifierRunSettings: TaskSettings {
  /// The classifier's parts and how they are trained.
  var classifier: ClassifierSettings { get set }
}

extension ClassifierRunSettings {
  public var training: TrainingConfiguration { classifier.training }
}

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

/// Everything that decides what a run that trains a series classifier computes.
///
/// `Sendable`.
public struct SeriesClassifierSettings: ClassifierRunSettings {
  public var classifier = ClassifierSettings()
  /// How values are scaled.
  public var scaling = SeriesScaling.Kind.set
  /// The number of samples that one step reads.
  public var samplesPerStep = 1
  /// True where the targets are numbers.
  public var isRegression = false
  /// How the data are read.
  public var reading = SeriesReading()

  /// The defaults.
  public init() {}

  public var isUsable: Bool { classifier.isUsable && samplesPerStep > 0 }

  /// A reader of the run's data.
  public var reader: SeriesReader {
    var reader = reading.reader
    reader.isRegression = isRegression
    return reader
  }
}

/// How series are read: what a `SeriesReader` is told, as it is stored with a model.
///
/// `Sendable`.
public struct SeriesReading: Sendable, Hashable, Codable {
  /// In CSV, the column that tells the cases apart; nil to find it.
  public var caseColumn: String?
  /// In CSV, the column with the time stamps; nil to find it.
  public var timeColumn: String?
  /// In CSV, the column with the label or target; nil to find it.
  public var labelColumn: String?
  /// In CSV, the column that names the channel of a row; nil for none, or to find it.
  public var channelColumn: String?
  /// In CSV, the column with the value of a row; nil for none, or to find it.
  public var valueColumn: String?
  /// In CSV, the columns that are left out; nil for none.
  public var ignoredColumns: [String]?
  /// The columns of the table that a model was trained on, with the names of its channels; nil where
  /// its data were no table or it was trained before names were kept, and `SeriesTable.unknown` where
  /// they are to be found in training.
  public var table: SeriesTable?
  /// True where cases without labels are left out of training and of evaluation.
  @AddedSetting public var skipsUnlabelled = false
  /// The name of the file's encoding, or "auto".
  public var encoding = "auto"
  /// True where invalid text is replaced instead of refused.
  public var lossy = false
  /// The form of the file; nil to tell it from its name.
  public var form: SeriesForm?
  /// The delimiter of CSV; nil to recognize it.
  public var delimiter: TableDelimiter?

  /// What finds out what it can.
  public init() {}

  /// A reader that reads so: any channels for training; for a model those that it was trained on, whose
  /// columns are found by name even where they were chosen by number.
  public var reader: SeriesReader {
    var reader = SeriesReader()
    reader.skipsUnlabelled = skipsUnlabelled
    reader.channels = table.map { $0 == .unknown ? .any : .named($0) } ?? .positional
    let known = reader.channels.table
    func choice(_ chosen: String?, _ name: String?) -> String? {
      guard chosen != nil, let name, !ColumnFinder.isUnnamed(name) else { return chosen }
      return name
    }
    reader.caseColumn = choice(caseColumn, known?.caseColumn)
    reader.timeColumn = choice(timeColumn, known?.timeColumn)
    reader.labelColumn = choice(labelColumn, known?.labelColumn)
    if known == nil {
      (reader.channelColumn, reader.valueColumn) = (channelColumn, valueColumn)
      reader.ignoredColumns = ignoredColumns ?? []
    }
    reader.encoding = encoding == "auto" ? .auto : .named(encoding)
    reader.lossy = lossy
    (reader.form, reader.delimiter) = (form, delimiter)
    return reader
  }
}
