public import ArgumentParser
public import Rondo

/// Options for reading labelled texts and series differently than in training.
struct CaseReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Column of the texts, by name or number from 1, or JSON key. (default: as in training)",
      valueName: "column"))
  var textColumn: String?

  @Option(
    help: ArgumentHelp(
      "Column of the labels, by name or number from 1, or JSON key. (default: as in training)",
      valueName: "column"))
  var labelColumn: String?

  @Option(
    help: ArgumentHelp(
      "Whether the first row of a table of texts names its columns. (default: as in training)",
      valueName: "choice"))
  var header: LabelledTextReader.Header?

  @Option(help: .delimiter(usual: "as in training"))
  var delimiter: TableDelimiter?

  @Flag(help: "Omit cases without a label instead of reporting an error, where labels are needed.")
  var skipUnlabelled = false

  @Option(
    help: ArgumentHelp(
      "CSV column that identifies the case, by name or number from 1. (default: as in training)",
      valueName: "column"))
  var caseColumn: String?

  @Option(
    help: ArgumentHelp(
      "CSV column of the time, by name or number from 1. (default: as in training)",
      valueName: "column"))
  var timeColumn: String?

  @Option(
    help: ArgumentHelp(
      "CSV column that names the channel, by name or number from 1. (default: as in training)",
      valueName: "column"))
  var channelColumn: String?

  @Option(
    help: ArgumentHelp(
      "CSV column of the value, by name or number from 1. (default: as in training)",
      valueName: "column"))
  var valueColumn: String?

  @Option(
    name: .customLong("ignore-column"),
    help: ArgumentHelp(
      """
      CSV column of series to ignore, besides those ignored in training, by name or number from 1; \
      may be given several times.
      """, valueName: "column"))
  var ignoredColumns: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      Character encoding: auto to detect it, or a name such as windows-1252. (default: as in \
      training)
      """, valueName: "name"))
  var encoding: String?

  @Flag(help: "Replace invalid bytes with U+FFFD instead of reporting an error.")
  var lossy = false

  func validate() throws { try ReadingOptions.check(encoding ?? "auto") }

  /// Creates a reader of texts for a model, with the settings of the training unless options
  /// replace them.
  func reader(for file: TextClassifierFile) throws -> LabelledTextReader {
    try refuse(seriesColumns, for: "texts")
    var reading = file.settings.reading
    if reading.layout != nil {
      // The layout includes the choice, and finds columns by name even if the choice was a number.
      (reading.textColumn, reading.labelColumn) = (nil, nil)
    }
    reading.textColumn = textColumn ?? reading.textColumn
    reading.labelColumn = labelColumn ?? reading.labelColumn
    reading.header = header ?? reading.header
    reading.encoding = encoding ?? reading.encoding
    reading.lossy = lossy || reading.lossy
    if let chosen = reading.delimiter { reading.layout?.delimiter = chosen }
    reading.delimiter = delimiter
    reading.skipsUnlabelled = skipUnlabelled || reading.skipsUnlabelled
    var reader = reading.reader
    reader.knownLabels = Set(file.preparation.targets.labels)
    // A form that was given because file names had no known suffix does not apply to names that do.
    if !file.data.contains(where: { LabelledTextForm(path: $0.path) != nil }) {
      (reader.form, reader.usualForm) = (nil, reader.form)
    }
    return reader
  }

  /// Creates a reader of series for a model.
  func reader(for file: SeriesClassifierFile) throws -> SeriesReader {
    try refuse([("--text-column", textColumn), ("--header", header?.rawValue)], for: "series")
    var reader = file.reader
    reader.labelColumn = labelColumn ?? reader.labelColumn
    reader.caseColumn = caseColumn ?? reader.caseColumn
    reader.timeColumn = timeColumn ?? reader.timeColumn
    reader.channelColumn = channelColumn ?? reader.channelColumn
    reader.valueColumn = valueColumn ?? reader.valueColumn
    reader.ignoredColumns += ignoredColumns
    reader.skipsUnlabelled = skipUnlabelled || reader.skipsUnlabelled
    reader.delimiter = delimiter ?? reader.delimiter
    if let encoding { reader.encoding = encoding == "auto" ? .auto : .named(encoding) }
    reader.lossy = lossy || reader.lossy
    if !file.data.contains(where: { SeriesForm(path: $0.path) != nil }) {
      (reader.form, reader.usualForm) = (nil, reader.form)
    }
    return reader
  }

  /// Creates a reader of texts for a language model, which has no columns.
  func reader(for tokenizer: Tokenizer) throws -> CorpusReader {
    let columns = [
      ("--text-column", textColumn), ("--label-column", labelColumn),
      ("--header", header?.rawValue), ("--delimiter", delimiter?.name),
      ("--skip-unlabelled", skipUnlabelled ? "" : nil),
    ]
    try refuse(columns + seriesColumns, for: "a language model")
    return CorpusReader(
      encoding: encoding.map { $0 == "auto" ? .auto : .named($0) } ?? .auto, lossy: lossy,
      isRaw: tokenizer.unit == .byte && encoding ?? "auto" == "auto")
  }

  /// Options for series only.
  private var seriesColumns: [(name: String, value: String?)] {
    [
      ("--case-column", caseColumn), ("--time-column", timeColumn),
      ("--channel-column", channelColumn), ("--value-column", valueColumn),
      ("--ignore-column", ignoredColumns.first),
    ]
  }

  private func refuse(_ options: [(name: String, value: String?)], for kind: String) throws {
    if let option = options.first(where: { $0.value != nil }) {
      throw ValidationError("\(option.name) has no meaning for \(kind)")
    }
  }
}

extension LabelledTextReader.Header: ExpressibleByArgument {}
