import ArgumentParser
import Rondo

/// `rondo train series-classifier DATA`.
struct TrainSeriesClassifierCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "series-classifier",
    abstract: "Train a classifier of time series, or a model that predicts a number for each.",
    discussion: """
      The data may be a file of series (.ts, .arff, .csv or the UCR archive's text), a folder with \
      a file NAME_TRAIN, or FOLDER/NAME, which stands for FOLDER/NAME_TRAIN. If there is a file \
      NAME_TEST beside it, the trained model is evaluated on it at the end.

      A case is a series with its label. Networks read values and differences by recurrent layers \
      and convolutions; they are combined with convolution features and a linear classifier \
      (MiniRocket) and with nearest neighbors by dynamic time warping, unless --network-only is \
      given. With fewer than 500 cases all are used for training, and the weights of these methods \
      are chosen by cross-validation; otherwise by validation on a tenth of the cases, in the same \
      proportion for each label. Networks alone without convolutions (--pure-rnn, --filters 0) \
      keep a validation part from 200 cases, and with fewer the number of epochs is chosen by \
      cross-validation.

      A table (.csv) has a header and a row for each time step. One column identifies the case, \
      one holds the label, and one may hold the time. Every other column is a channel, unless \
      --ignore-column names it. If each row holds a single value of one channel, --channel-column \
      and --value-column name the columns of channel and value. The names of the channels are \
      stored with the model, and the columns of later tables are found by them.
      """)

  @Argument(
    help: ArgumentHelp(
      "File of series, folder or FOLDER/NAME; '-' for standard input.", valueName: "data"))
  var data: String

  @OptionGroup(title: "Common options") var basics: RunFolderOptions<SeriesClassifierDefaults>
  @OptionGroup(title: "Common options") var size: NetworkSizeOptions<SeriesClassifierDefaults>
  @OptionGroup(title: "Common options") var recipe: RecipeOptions<SeriesClassifierDefaults>
  @OptionGroup(title: "Data") var series: SeriesOptions
  @OptionGroup(title: "Data") var columns: SeriesColumnOptions
  @OptionGroup(title: "Network") var network: ClassifierNetworkOptions<SeriesClassifierDefaults>
  @OptionGroup(title: "Network") var convolution: ConvolutionOptions
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
    recipe.chosen + size.chosen + network.chosen + convolution.chosen + optimization.chosen
      + loss.chosen + schedule.chosen
      + regularization.chosen + part.chosen + selection.chosen + series.chosen + columns.chosen
  }

  func validate() throws {
    try options.check()
    guard !basics.resume else { return }
    try checkingUsage { try ChosenSetting.applied(chosen, to: recommended).check() }
  }

  /// The recommended settings for the cell, for a quick first look, or for the textbook network.
  private var recommended: SeriesClassifierSettings {
    if recipe.pureRNN { return .pureRNN(isQuick: recipe.quick) }
    return .recommended(
      cell: size.cell ?? SeriesClassifierSettings.recommended().classifier.architecture.cell,
      isQuick: recipe.quick)
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
      OptionVariant(
        option: "cell", words: "--cell other than gru", settings: .recommended(cell: .lstm))
    ]

  static let shown = [
    shownByAllClassifiers, ConvolutionOptions.shownDefaults, SeriesOptions.shownDefaults,
    SeriesColumnOptions.shownDefaults,
  ].reduce(into: [String: String?]()) { $0.merge($1) { first, _ in first } }
}
