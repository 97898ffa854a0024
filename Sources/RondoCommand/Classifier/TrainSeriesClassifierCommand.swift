import ArgumentParser
import Rondo

/// `rondo train series-classifier DATA`.
struct TrainSeriesClassifierCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "series-classifier",
    abstract: "Train a model that tells the label, or a number, of a series.",
    discussion: """
      DATA is a file of series (.ts, .arff, .csv or the UCR archive's text), a folder with \
      NAME_TRAIN, or FOLDER/NAME. The _TEST file beside it, if there is one, is scored once at the \
      end. Missing values and time stamps are read as such. A tenth of the cases is kept for \
      validation, the same share of each label; of fewer than 200 cases, none is, and the number of \
      epochs is found by cross-validation.

      A table (.csv) has a header and a row a step: a column that tells the cases apart, one with the \
      label and, if there is one, one with the time; every other column is a channel, unless \
      --ignore-column leaves it out. Where a row is one value of one channel, --channel-column and \
      --value-column say so. The names of the channels are kept with the model, and later tables are \
      matched by them.
      """)

  @Argument(
    help: ArgumentHelp("A file, a folder or FOLDER/NAME.", valueName: "data"))
  var data: String

  @Option(help: "What values are scaled by: the set, each case, or none. (default: set)")
  var scaling: SeriesScaling.Kind?

  @Option(
    help: "The number of samples that a step reads. (default: so many that cases have 64 steps)")
  var samplesPerStep: Int?

  @Flag(help: "Predict numbers instead of labels.")
  var regression = false

  @Option(help: "How the file holds its cases: ts, csv, tsv, txt or arff. (default: by its ending)")
  var form: DataForm?

  @Option(
    help: """
      Delimiter of CSV: comma, semicolon, tab, pipe, or the character itself. (default: comma, unless \
      the first rows show another)
      """)
  var delimiter: TableDelimiter?

  @Option(help: "In CSV, the column that tells the cases apart.")
  var caseColumn: String?

  @Option(help: "In CSV, the column with the time stamps.")
  var timeColumn: String?

  @Option(help: "In CSV, the column with the label or target.")
  var labelColumn: String?

  @Option(help: "In CSV, the column that names the channel of a row, which is one value then.")
  var channelColumn: String?

  @Option(help: "In CSV, the column with that value.")
  var valueColumn: String?

  @Option(
    name: .customLong("ignore-column"),
    help: ArgumentHelp(
      "In CSV, a column to leave out, by name or number from 1; may be given several times.",
      valueName: "column"))
  var ignoredColumns: [String] = []

  @Flag(help: "Leave out the cases that have no label instead of refusing them.")
  var skipUnlabelled = false

  @Option(help: "The encoding of the file: auto, or a name such as windows-1252. (default: auto)")
  var encoding: String?

  @Flag(help: "Replace invalid text by U+FFFD instead of refusing it.")
  var lossy = false

  @OptionGroup var options: RunOptions
  @OptionGroup(title: "Model and training") var classifier: ClassifierOptions

  func validate() throws {
    try ReadingOptions.check(encoding ?? "auto")
    _ = try form?.ofSeries
    guard (1...1 << 20).contains(samplesPerStep ?? 1) else {
      throw ValidationError("--samples-per-step is from 1 to 1048576")
    }
  }

  func run() throws {
    let display = TrainingDisplay(options.output)
    let problem = try SeriesProblem(data)
    let session = try ClassifierTraining<SeriesClassifier>(
      on: problem, options.request(folder: options.folder(of: data == "-" ? data : problem.name)),
      settings: .recommended(cell: classifier.cell ?? .gru), chosen: try given(),
      validation: classifier.validation, check: classifier.check)
    display.describe(session, SeriesClassifier.rows(for: session.cases))
    let evaluation = EvaluationDisplay(options.output)
    let outcome = try session.run { event in
      if case .entry(let entry) = event, let found = entry.value as? ClassifierEvaluation {
        evaluation.show(found, line: entry.line)
      } else {
        display.show(event, for: ClassifierTask<SeriesClassifier>.self)
      }
    }
    try TrainingDisplay.end(outcome.reason)
  }

  private func given() throws -> [ChosenSetting<SeriesClassifierSettings>] {
    try classifier.given() + [
      .init("--scaling", scaling, \.scaling),
      .init("--samples-per-step", samplesPerStep, \.samplesPerStep),
      .init("--regression", regression ? true : nil, \.isRegression),
      .init("--form", form?.ofSeries, \.reading.form),
      .init("--delimiter", delimiter, \.reading.delimiter),
      .init("--case-column", caseColumn, \.reading.caseColumn),
      .init("--time-column", timeColumn, \.reading.timeColumn),
      .init("--label-column", labelColumn, \.reading.labelColumn),
      .init("--channel-column", channelColumn, \.reading.channelColumn),
      .init("--value-column", valueColumn, \.reading.valueColumn),
      .init(
        "--ignore-column", ignoredColumns.isEmpty ? nil : ignoredColumns, \.reading.ignoredColumns),
      .init("--skip-unlabelled", skipUnlabelled ? true : nil, \.reading.skipsUnlabelled),
      .init("--encoding", encoding, \.reading.encoding),
      .init("--lossy", lossy ? true : nil, \.reading.lossy),
    ]
  }
}
