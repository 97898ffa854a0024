public import RondoData
public import RondoEngine
public import RondoEvaluation
public import RondoFiles
public import RondoModels

/// Cases that a classifier or a regression can be measured on: labelled texts, or a file of series.
public protocol ClassifierData: Sendable {
  /// What is classified.
  associatedtype Case: Sendable

  /// What the model reads, `[N]`.
  var inputs: [Case] { get }

  /// The targets of all cases, as a model needs them whose outputs have this meaning.
  ///
  /// - Throws: `DataError` at the first case without a target of that kind, or with a label that the
  ///   model does not know.
  func targets(in space: TargetSpace) throws(DataError) -> Targets

  /// C of series; nil of texts.
  var channels: Int? { get }

  /// The files, in order.
  var sources: [DataSource] { get }

  /// Notes for the user about how they were read.
  var notes: [Advice] { get }

  /// An error in the case with an index, with its file and line.
  func error(_ fault: DataFault, at index: Int) -> DataError

  /// The cases with these indices.
  func selecting(_ indices: [Int]) -> Self

  /// The predictions of simple methods for all cases of an evaluation, of the kind that the targets
  /// are; none where there is no method for them.
  static func baselines(
    training: Self, evaluation: Self, for space: TargetSpace, workers: Workers
  ) -> TargetBaselines

  /// What the two have in common.
  static func leaks(training: Self, test: Self) -> LeakReport
}

/// The predictions of simple methods for the same cases.
///
/// `Sendable`.
public enum TargetBaselines: Sendable {
  /// Of a label for each case.
  case labels([BaselinePredictions])
  /// Of any number of labels.
  case labelSets([LabelSetBaseline])
  /// Of numbers.
  case values([BaselineValues])
}

extension ClassifierData {
  /// The ids of labels, of the case with an index.
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

  /// Targets of cases that have labels: `found` gives those of a case.
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

  /// The labels of each case, or the first of them where it may have one.
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
    training: LabelledText, evaluation: LabelledText, for space: TargetSpace, workers: Workers
  ) -> TargetBaselines {
    switch space {
    case .labels(let labels):
      .labels(
        ClassifierBaselines.predictions(
          training: training, evaluation: evaluation, labels: labels))
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

  /// C.
  public var channels: Int? { self.set.channels }

  public var sources: [DataSource] { [source] }

  public func selecting(_ indices: [Int]) -> SeriesFile {
    var file = self
    file.set.cases = indices.map { set.cases[$0] }
    return file
  }

  public static func baselines(
    training: SeriesFile, evaluation: SeriesFile, for space: TargetSpace, workers: Workers
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
