public import RondoData
import RondoText

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
