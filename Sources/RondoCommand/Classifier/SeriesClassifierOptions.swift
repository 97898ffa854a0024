import ArgumentParser
import Rondo

/// The options for series and the time steps that are made of them.
struct SeriesOptions: SettingOptions {
  typealias Defaults = SeriesClassifierDefaults

  @Option(
    help: ArgumentHelp(
      "File format: ts, csv, tsv, txt or arff. (default: detected from the file name)",
      valueName: "format"))
  var form: DataForm?

  @Flag(help: "Predict numbers instead of labels.")
  var regression = false

  @Option(
    help: help(
      "scaling",
      """
      Scaling of each channel to mean 0 and standard deviation 1: over the training set, over each \
      case, or none.
      """, "kind"))
  var scaling: SeriesScaling.Kind?

  @Option(
    help: help(
      "samples-per-step", "Number of samples read in each time step.", "number",
      usual: "the least that gives a case of mean length at most 64 time steps"))
  var samplesPerStep: Int?

  @Flag(help: "Omit cases without a label instead of reporting an error.")
  var skipUnlabelled = false

  @Option(
    help: help(
      "encoding", "Character encoding: auto to detect it, or a name such as windows-1252.", "name"))
  var encoding: String?

  @Flag(help: "Replace invalid bytes with U+FFFD instead of reporting an error.")
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

/// The options for the convolutions beside the recurrent layers.
struct ConvolutionOptions: SettingOptions {
  typealias Defaults = SeriesClassifierDefaults

  @Option(
    help: help(
      "filters",
      """
      Number of filters of the convolution beside the recurrent layers, divided among dilations of \
      1, 2, 4 and so on; 0 for none.
      """, "number"))
  var filters: Int?

  @Option(
    help: help(
      "convolution-layers", "Number of further convolutional layers on its outputs.", "number"))
  var convolutionLayers: Int?

  @Flag(
    inversion: .prefixedNo,
    help: help(
      "differences", "Read the differences between consecutive samples as further channels.",
      usual: "--differences"))
  var differences: Bool?

  @Flag(
    help: """
      Use the networks alone, without convolution features with a linear classifier (MiniRocket) and \
      nearest neighbors by dynamic time warping.
      """)
  var networkOnly = false

  static var rows: [Row] {
    [
      Row("filters", \.filters, \.classifier.architecture.convolution.filters),
      Row(
        "convolution-layers", \.convolutionLayers,
        \.classifier.architecture.convolution.layers),
      Row("differences", \.differences, \.readsDifferences),
      Row("network-only", \.networkOnly, \.asksOthers, is: false),
    ]
  }

  func validate() throws {
    guard (0...100_000).contains(filters ?? 0) else {
      throw ValidationError("--filters must be from 0 to 100000")
    }
    guard (0..<100).contains(convolutionLayers ?? 0) else {
      throw ValidationError("--convolution-layers must be from 0 to 99")
    }
  }
}

/// The options for the columns of a table of series.
struct SeriesColumnOptions: SettingOptions {
  typealias Defaults = SeriesClassifierDefaults

  @Option(help: .delimiter(usual: "detected from the first rows, or else comma"))
  var delimiter: TableDelimiter?

  @Option(
    help: ArgumentHelp(
      "CSV column that identifies the case, by name or number from 1. (default: detected)",
      valueName: "column"))
  var caseColumn: String?

  @Option(
    help: ArgumentHelp(
      "CSV column of the time, by name or number from 1. (default: detected)", valueName: "column"))
  var timeColumn: String?

  @Option(
    help: ArgumentHelp(
      "CSV column of the label or target, by name or number from 1. (default: detected)",
      valueName: "column"))
  var labelColumn: String?

  @Option(
    help: ArgumentHelp(
      """
      CSV column that names the channel, by name or number from 1, if each row holds one value. \
      (default: detected)
      """, valueName: "column"))
  var channelColumn: String?

  @Option(
    help: ArgumentHelp(
      """
      CSV column of the value, by name or number from 1, if each row holds one value. (default: \
      detected)
      """, valueName: "column"))
  var valueColumn: String?

  @Option(
    name: .customLong("ignore-column"),
    help: ArgumentHelp(
      "CSV column to ignore, by name or number from 1; may be given several times.",
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
