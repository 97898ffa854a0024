import ArgumentParser
import Rondo

/// `rondo train series-classifier DATA`.
struct TrainSeriesClassifierCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "series-classifier",
    abstract: "Train a model that classifies series, or predicts a number for each.",
    discussion: """
      DATA is a file of series (.ts, .arff, .csv or the UCR archive's text), a folder with NAME_TRAIN, \
      or FOLDER/NAME. A _TEST file beside it is scored once, at the end. A tenth of the cases is kept \
      for validation, the same share of each label. Below 200 cases, all are trained on, and the \
      number of epochs is found by cross-validation.

      A table (.csv) has a header and one row for each time step: a column that identifies the case, \
      one with the label and, if there is one, one with the time. Every other column is a channel, \
      unless --ignore-column names it. If each row holds one value of one channel, name the columns \
      with --channel-column and --value-column. The model stores the names of the channels, and later \
      tables are matched by them.
      """)

  @Argument(
    help: ArgumentHelp("A file, a folder or FOLDER/NAME; '-' is standard input.", valueName: "data")
  )
  var data: String

  @OptionGroup(title: "Common options") var basics: RunFolderOptions<SeriesClassifierDefaults>
  @OptionGroup(title: "Common options") var size: NetworkSizeOptions<SeriesClassifierDefaults>
  @OptionGroup(title: "Data") var series: SeriesOptions
  @OptionGroup(title: "Data") var columns: SeriesColumnOptions
  @OptionGroup(title: "Network") var network: ClassifierNetworkOptions<SeriesClassifierDefaults>
  @OptionGroup(title: "Optimization") var optimization:
    OptimizationOptions<SeriesClassifierDefaults>
  @OptionGroup(title: "Optimization") var loss: ClassifierLossOptions<SeriesClassifierDefaults>
  @OptionGroup(title: "Learning-rate schedule")
  var schedule: ScheduleOptions<SeriesClassifierDefaults>
  @OptionGroup(title: "Regularization")
  var regularization: RegularizationOptions<SeriesClassifierDefaults>
  @OptionGroup(title: "Validation") var part: ValidationPartOptions<SeriesClassifierDefaults>
  @OptionGroup(title: "Validation") var selection: SelectionOptions<SeriesClassifierDefaults>
  @OptionGroup(title: "Validation") var validation: RunValidationOptions<SeriesClassifierDefaults>
  @OptionGroup(title: "Run and output") var details: RunDetailOptions

  /// The options that every task has for a run.
  var options: RunOptions { RunOptions(basics, schedule, validation, details) }

  /// The settings that were chosen.
  var chosen: ChosenOptions<SeriesClassifierSettings> {
    size.chosen + network.chosen + optimization.chosen + loss.chosen + schedule.chosen
      + regularization.chosen + part.chosen + selection.chosen + series.chosen + columns.chosen
  }

  func validate() throws {
    try options.check()
    guard !basics.resume else { return }
    let settings = chosen.applied(to: SeriesClassifierDefaults.settings)
    try checkingUsage { try settings.check() }
  }

  func run() throws {
    let problem = try SeriesProblem(data)
    var table: SeriesTable?
    var session = try ClassifierSession<SeriesClassifier>(
      options, folder: options.folder(of: data == "-" ? data : problem.name), chosen: chosen,
      usual: SeriesClassifierDefaults.settings(cell: size.cell ?? .gru),
      validation: selection.validation
    ) { settings, path, labels in
      var reader = settings.reader
      if path != nil, let table { reader.channels = .named(table) }
      let found = try reader.read(path ?? problem.training)
      let cases = try LabelledCases(found, labels: labels, isRegression: settings.isRegression)
      if path == nil {
        table = found.table
        if let table { reader.channels = .named(table) }
        try problem.checkTest(reader, labels: cases.labels)
      }
      return ClassifierSource(cases: cases, sources: [found.source], notes: found.notes)
    }
    try session.run()
    guard !session.session.hadEnded else { return }
    if let test = problem.test { try session.append(score(test, session.folder)) }
  }

  /// Measures the best model on the test file, of which only the labels were looked at before. The line
  /// is for the log.
  private func score(_ test: String, _ folder: String) throws -> String {
    let file = try SeriesClassifierFile.load(RunFolder.modelPath(of: folder)).model
    let judging = try EvaluationOptions.parse(options.noBaseline ? ["--no-baseline"] : [])
    let evaluator = ClassifierEvaluator(
      judging: judging, threads: options.threads, output: options.output)
    return try evaluator.run(file, file.reader.read(test)) { try file.trainingData() }
  }
}

/// The defaults of `rondo train series-classifier`.
enum SeriesClassifierDefaults: ClassifierDefaults {
  static let settings: SeriesClassifierSettings = settings(cell: .gru)

  static let variants: [OptionVariant<SeriesClassifierSettings>] =
    optimizerVariants + [
      OptionVariant(option: "cell", words: "other cells", settings: settings(cell: .lstm))
    ]

  static let shown = [
    shownByAllClassifiers, SeriesOptions.shownDefaults, SeriesColumnOptions.shownDefaults,
  ].reduce(into: [String: String?]()) { $0.merge($1) { first, _ in first } }

  static let epochs = "20 to 150, by the number of cases"
  static let patience = "a quarter of the validations, at least 5"

  /// The defaults for a cell.
  static func settings(cell: BuiltInCell) -> SeriesClassifierSettings {
    var settings = SeriesClassifierSettings()
    settings.classifier.training = .classifier
    settings.classifier.architecture.members = ClassifierSettings.membersByCases
    // The last state of a tanh RNN remembers little, and three views of an LSTM validate no better.
    if cell == .gru { settings.classifier.architecture.readout = .concat }
    settings.samplesPerStep = 0  // to be chosen by the length of the series
    settings.reading.table = .unknown
    return settings
  }
}
