public import RondoData
public import RondoEngine
public import RondoEvaluation
public import RondoFiles
public import RondoModels

/// Cases with targets for the evaluation of a classifier or a regression: labelled texts, or a file
/// of series.
public protocol ClassifierData: Sendable {
  /// Type of a case.
  associatedtype Case: Sendable

  /// Inputs of the model, [N].
  var inputs: [Case] { get }

  /// Targets of all cases, for a model whose outputs have this meaning.
  ///
  /// - Throws: `DataError` for the first case without a target of that kind, or with a label that
  ///   the model does not know.
  func targets(in space: TargetSpace) throws(DataError) -> Targets

  /// C, number of channels of series; nil for texts.
  var channels: Int? { get }

  /// Files, in order.
  var sources: [DataSource] { get }

  /// Notes for the user about how they were read.
  var notes: [Advice] { get }

  /// Creates an error in the case at an index, with its file and line.
  func error(_ fault: DataFault, at index: Int) -> DataError

  /// Selects the cases at some indices.
  func selecting(_ indices: [Int]) -> Self

  /// Predictions of baselines for all cases of an evaluation, of the kind of the targets; empty if
  /// there is no baseline for them. `known` was counted in the same training data before.
  static func baselines(
    training: Self, evaluation: Self, for space: TargetSpace, known: [NaiveBayesBaseline],
    workers: Workers
  ) -> TargetBaselines

  /// Finds test cases that also occur in the training data.
  static func leaks(training: Self, test: Self) -> LeakReport
}

/// Predictions of several baselines for the same cases.
///
/// `Sendable`.
public enum TargetBaselines: Sendable {
  /// One label for each case.
  case labels([BaselinePredictions])
  /// Any number of labels for each case.
  case labelSets([LabelSetBaseline])
  /// A number for each case.
  case values([BaselineValues])
}

extension ClassifierData {
  /// Ids of the labels of the case at an index.
  fileprivate func ids(
    of found: [ClassLabel], _ known: [ClassLabel: Int], in labels: [ClassLabel], at index: Int
  ) throws(DataError) -> [Int] {
    var result: [Int] = []
    for label in found {
      guard let id = known[label] else {
        throw error(.labelOfNoTraining(label.name, labels), at: index)
      }
      result.append(id)
    }
    return result
  }

  /// Targets of cases with labels, which `found` returns for each case.
  fileprivate func labelTargets(
    in space: TargetSpace, _ found: (Int) -> [ClassLabel]
  ) throws(DataError) -> Targets {
    let labels = space.labels
    let known = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
    var sets: [[Int]] = []
    for index in inputs.indices {
      let own = space.isMultiLabel ? found(index)[...] : found(index).prefix(1)
      if own.isEmpty && !space.isMultiLabel { throw error(.noLabelHere, at: index) }
      sets.append(try ids(of: Array(own), known, in: labels, at: index))
    }
    return space.isMultiLabel
      ? Targets(labelSets: sets, of: labels) : Targets(labels: sets.map { $0[0] }, of: labels)
  }
}

extension LabelledText: ClassifierData {
  public var inputs: [String] { cases.map(\.text) }

  /// Labels of each case, or only the first if the model has one label per case.
  public func targets(in space: TargetSpace) throws(DataError) -> Targets {
    if case .values = space, !cases.isEmpty { throw error(.noNumberHere, at: 0) }
    return try labelTargets(in: space) { cases[$0].labels }
  }

  /// Nil.
  public var channels: Int? { nil }

  public func selecting(_ indices: [Int]) -> LabelledText {
    LabelledText(indices.map { cases[$0] }, sources: sources, notes: notes)
  }

  public static func baselines(
    training: LabelledText, evaluation: LabelledText, for space: TargetSpace,
    known: [NaiveBayesBaseline], workers: Workers
  ) -> TargetBaselines {
    switch space {
    case .labels(let labels):
      .labels(
        ClassifierBaselines.predictions(
          training: training, evaluation: evaluation, labels: labels, known: known))
    case .labelSets(let labels):
      .labelSets(
        ClassifierBaselines.labelSets(training: training, evaluation: evaluation, labels: labels))
    case .values: .values([])
    }
  }

  public static func leaks(training: LabelledText, test: LabelledText) -> LeakReport {
    LeakReport(training: training.inputs, test: test.inputs)
  }
}

extension SeriesFile: ClassifierData {
  public var inputs: [SeriesCase] { self.set.cases }

  public func targets(in space: TargetSpace) throws(DataError) -> Targets {
    guard case .values = space else {
      return try labelTargets(in: space) { index in
        if case .label(let label) = self.set.cases[index].target { [label] } else { [] }
      }
    }
    var numbers: [Double] = []
    for (index, item) in self.set.cases.enumerated() {
      guard case .value(let value) = item.target else { throw error(.noNumberHere, at: index) }
      numbers.append(value)
    }
    return Targets(numbers: numbers)
  }

  /// C, number of channels.
  public var channels: Int? { self.set.channels }

  public var sources: [DataSource] { [source] }

  public func selecting(_ indices: [Int]) -> SeriesFile {
    var file = self
    file.set.cases = indices.map { set.cases[$0] }
    return file
  }

  public static func baselines(
    training: SeriesFile, evaluation: SeriesFile, for space: TargetSpace,
    known: [NaiveBayesBaseline], workers: Workers
  ) -> TargetBaselines {
    switch space {
    case .labels(let labels):
      .labels(
        ClassifierBaselines.predictions(
          training: training.set, evaluation: evaluation.set, labels: labels, workers: workers))
    case .labelSets: .labelSets([])
    case .values:
      .values(
        RegressionBaselines.predictions(
          training: training.set, evaluation: evaluation.set, workers: workers))
    }
  }

  public static func leaks(training: SeriesFile, test: SeriesFile) -> LeakReport {
    LeakReport(
      training: training.inputs.map(\.floats), test: test.inputs.map(\.floats),
      channels: test.set.channels)
  }
}
