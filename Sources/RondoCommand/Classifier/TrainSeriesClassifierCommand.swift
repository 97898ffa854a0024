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
  var chosen: [ChosenSetting<SeriesClassifierSettings>] {
    size.chosen + network.chosen + optimization.chosen + loss.chosen + schedule.chosen
      + regularization.chosen + part.chosen + selection.chosen + series.chosen + columns.chosen
  }

  func validate() throws {
    try options.check()
    guard !basics.resume else { return }
    try checkingUsage { try ChosenSetting.applied(chosen, to: recommended).check() }
  }

  /// The recommended settings for the cell.
  private var recommended: SeriesClassifierSettings {
    size.cell.map { .recommended(cell: $0) } ?? .recommended()
  }

  func run() throws {
    let display = TrainingDisplay(options.output)
    let problem = try SeriesProblem(data)
    let session = try ClassifierTraining<SeriesClassifier>(
      on: problem, options.request(folder: options.folder(of: data == "-" ? data : problem.name)),
      settings: recommended, chosen: chosen, validation: selection.validation)
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
}

/// The defaults of `rondo train series-classifier`.
enum SeriesClassifierDefaults: ClassifierDefaults {
  typealias Model = SeriesClassifier

  static let settings: SeriesClassifierSettings = .recommended()

  static let variants: [OptionVariant<SeriesClassifierSettings>] =
    optimizerVariants + [
      OptionVariant(option: "cell", words: "other cells", settings: .recommended(cell: .lstm))
    ]

  static let shown = [
    shownByAllClassifiers, SeriesOptions.shownDefaults, SeriesColumnOptions.shownDefaults,
  ].reduce(into: [String: String?]()) { $0.merge($1) { first, _ in first } }
}
