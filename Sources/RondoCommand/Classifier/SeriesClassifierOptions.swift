import ArgumentParser
import Rondo

/// The options for series and the time steps that are made of them.
struct SeriesOptions: SettingOptions {
  typealias Defaults = SeriesClassifierDefaults

  @Option(
    help: help(
      "scaling", "Scaling to mean 0 and deviation 1: over the training set, each case, or none.",
      "kind"))
  var scaling: SeriesScaling.Kind?

  @Option(
    help: help(
      "samples-per-step", "Number of samples per time step.", "number",
      usual: "such that a case of mean length has 64 time steps at most"))
  var samplesPerStep: Int?

  @Flag(help: "Predict numbers instead of labels.")
  var regression = false

  @Option(
    help: ArgumentHelp(
      "Form of the file: ts, csv, tsv, txt or arff. (default: by its ending)", valueName: "form"))
  var form: DataForm?

  @Flag(help: "Omit cases without a label instead of refusing the data.")
  var skipUnlabelled = false

  @Option(
    help: help("encoding", "Encoding of the file: auto, or a name such as windows-1252.", "name"))
  var encoding: String?

  @Flag(help: "Replace invalid text by U+FFFD instead of refusing it.")
  var lossy = false

  static var rows: [Row] {
    [
      Row("scaling", \.scaling, \.scaling),
      Row("samples-per-step", \.samplesPerStep, \.samplesPerStep),
      Row("regression", \.regression, \.isRegression, is: true),
      Row("form", \.form, \.reading.form, as: { try? $0.ofSeries }),
      Row("skip-unlabelled", \.skipUnlabelled, \.reading.skipsUnlabelled, is: true),
      Row("encoding", \.encoding, \.reading.encoding),
      Row("lossy", \.lossy, \.reading.lossy, is: true),
    ]
  }

  func validate() throws {
    try ReadingOptions.check(encoding ?? "auto")
    _ = try form?.ofSeries
    guard samplesPerStep ?? 1 > 0 else {
      throw ValidationError("--samples-per-step must be 1 or more")
    }
  }
}

/// The options for the columns of a table of series.
struct SeriesColumnOptions: SettingOptions {
  typealias Defaults = SeriesClassifierDefaults

  @Option(help: .delimiter(usual: "comma, unless the first rows show another"))
  var delimiter: TableDelimiter?

  @Option(
    help: ArgumentHelp("CSV column that identifies the case of a row.", valueName: "column"))
  var caseColumn: String?

  @Option(help: ArgumentHelp("CSV column with the time.", valueName: "column"))
  var timeColumn: String?

  @Option(help: ArgumentHelp("CSV column with the label or target.", valueName: "column"))
  var labelColumn: String?

  @Option(
    help: ArgumentHelp(
      "CSV column that names the channel of a row, if each row holds one value.",
      valueName: "column"))
  var channelColumn: String?

  @Option(help: ArgumentHelp("CSV column with that value.", valueName: "column"))
  var valueColumn: String?

  @Option(
    name: .customLong("ignore-column"),
    help: ArgumentHelp(
      "CSV column to omit, by name or number from 1; may be given several times.",
      valueName: "column"))
  var ignoredColumns: [String] = []

  static var rows: [Row] {
    [
      Row("delimiter", \.delimiter, \.reading.delimiter),
      Row("case-column", \.caseColumn, \.reading.caseColumn),
      Row("time-column", \.timeColumn, \.reading.timeColumn),
      Row("label-column", \.labelColumn, \.reading.labelColumn),
      Row("channel-column", \.channelColumn, \.reading.channelColumn),
      Row("value-column", \.valueColumn, \.reading.valueColumn),
      Row("ignore-column", \.ignoredIfAny, \.reading.ignoredColumns),
    ]
  }

  /// The columns to omit; nil where none is given.
  private var ignoredIfAny: [String]? { ignoredColumns.isEmpty ? nil : ignoredColumns }
}
