public import RondoData
public import RondoEngine
public import RondoEvaluation

/// Cases that a classifier or a regression can be measured on: labelled texts, or a file of series.
public protocol ClassifierData: Sendable {
  /// What is classified.
  associatedtype Case: Sendable

  /// What the model reads, `[N]`.
  var inputs: [Case] { get }

  /// What each is to be told as, `[N]`.
  var targets: [SeriesTarget] { get }

  /// The labels of each, any number of them, `[N]`.
  var labelSets: [[ClassLabel]] { get }

  /// C of series; nil of texts.
  var channels: Int? { get }

  /// The files, in order.
  var sources: [DataSource] { get }

  /// What the user should hear about how they were read.
  var notes: [String] { get }

  /// An error in the case with an index, with its file and line.
  func error(_ fault: DataFault, at index: Int) -> DataError

  /// The cases with these indices.
  func selecting(_ indices: [Int]) -> Self

  /// The baselines of a classifier (`ClassifierBaselines`).
  static func baselines(
    training: Self, evaluation: Self, labels: [ClassLabel], workers: Workers
  ) -> [BaselinePredictions]

  /// The baselines of a classifier of any number of labels a case; none of series.
  static func labelSetBaselines(
    training: Self, evaluation: Self, labels: [ClassLabel]
  ) -> [LabelSetBaseline]

  /// The baselines of a regression (`RegressionBaselines`); none of texts.
  static func regressionBaselines(
    training: Self, evaluation: Self, workers: Workers
  ) -> [BaselineValues]

  /// What the two have in common.
  static func leaks(training: Self, test: Self) -> LeakReport
}

extension LabelledText: ClassifierData {
  public var inputs: [String] { cases.map(\.text) }

  /// The first label of each case.
  public var targets: [SeriesTarget] {
    cases.map { $0.labels.first.map { .label($0) } ?? .none }
  }

  public var labelSets: [[ClassLabel]] { cases.map(\.labels) }

  /// Nil.
  public var channels: Int? { nil }

  public func selecting(_ indices: [Int]) -> LabelledText {
    LabelledText(indices.map { cases[$0] }, sources: sources, notes: notes)
  }

  public static func baselines(
    training: LabelledText, evaluation: LabelledText, labels: [ClassLabel], workers: Workers
  ) -> [BaselinePredictions] {
    ClassifierBaselines.predictions(training: training, evaluation: evaluation, labels: labels)
  }

  public static func labelSetBaselines(
    training: LabelledText, evaluation: LabelledText, labels: [ClassLabel]
  ) -> [LabelSetBaseline] {
    ClassifierBaselines.labelSets(training: training, evaluation: evaluation, labels: labels)
  }

  public static func regressionBaselines(
    training: LabelledText, evaluation: LabelledText, workers: Workers
  ) -> [BaselineValues] { [] }

  public static func leaks(training: LabelledText, test: LabelledText) -> LeakReport {
    LeakReport(training: training.inputs, test: test.inputs)
  }
}

extension SeriesFile: ClassifierData {
  public var inputs: [SeriesCase] { self.set.cases }

  public var targets: [SeriesTarget] { self.set.cases.map(\.target) }

  /// The one label of each case, or none.
  public var labelSets: [[ClassLabel]] {
    targets.map { if case .label(let label) = $0 { [label] } else { [] } }
  }

  /// C.
  public var channels: Int? { self.set.channels }

  public var sources: [DataSource] { [source] }

  public func selecting(_ indices: [Int]) -> SeriesFile {
    var file = self
    file.set.cases = indices.map { set.cases[$0] }
    return file
  }

  public static func baselines(
    training: SeriesFile, evaluation: SeriesFile, labels: [ClassLabel], workers: Workers
  ) -> [BaselinePredictions] {
    ClassifierBaselines.predictions(
      training: training.set, evaluation: evaluation.set, labels: labels, workers: workers)
  }

  public static func labelSetBaselines(
    training: SeriesFile, evaluation: SeriesFile, labels: [ClassLabel]
  ) -> [LabelSetBaseline] { [] }

  public static func regressionBaselines(
    training: SeriesFile, evaluation: SeriesFile, workers: Workers
  ) -> [BaselineValues] {
    RegressionBaselines.predictions(
      training: training.set, evaluation: evaluation.set, workers: workers)
  }

  public static func leaks(training: SeriesFile, test: SeriesFile) -> LeakReport {
    LeakReport(
      training: training.inputs.map(\.floats), test: test.inputs.map(\.floats),
      channels: test.set.channels)
  }
}
