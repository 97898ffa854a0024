public import RondoData
import RondoEvaluation
public import RondoModels

/// Cases with targets, for training or evaluation of a classifier.
///
/// `Sendable`.
public struct LabelledCases<Case: Sendable>: Sendable {
  /// Cases, [N].
  public private(set) var cases: [Case]
  /// Targets of the cases.
  public private(set) var targets: Targets
  /// Columns of the table from which series were read; nil for other cases.
  public var table: SeriesTable?

  /// Creates cases with their targets.
  public init(_ cases: [Case], _ targets: Targets) {
    precondition(
      cases.count == targets.count, "\(targets.count) targets for \(cases.count) cases")
    (self.cases, self.targets) = (cases, targets)
  }

  /// Creates cases with the ids of their labels.
  public init(_ cases: [Case], labels: [ClassLabel], truth: [Int]) {
    self.init(cases, Targets(labels: truth, of: labels))
  }

  /// Creates cases with the ids of their labels, any number for each case and each at most once.
  public init(_ cases: [Case], labels: [ClassLabel], sets: [[Int]]) {
    self.init(cases, Targets(labelSets: sets, of: labels))
  }

  /// Creates cases with numbers.
  public init(_ cases: [Case], values: [Double]) { self.init(cases, Targets(numbers: values)) }

  /// N, number of cases.
  public var count: Int { cases.count }

  /// Classes in the order of their ids; empty for a regression.
  public var labels: [ClassLabel] { targets.labels }

  /// Selects cases at some indices, in the given order.
  public func selecting(_ indices: [Int]) -> LabelledCases {
    var result = self
    result.cases = indices.map { cases[$0] }
    result.targets = targets.selecting(indices)
    return result
  }
}

extension LabelledCases<String> {
  /// Creates cases from labelled texts, with one label each or any number of labels; the classes
  /// are those given, or those that occur.
  ///
  /// - Throws: `DataError.unfit` if a label is not among the classes, or all cases have the same.
  public init(
    _ text: LabelledText, labels: [ClassLabel]? = nil, isMultiLabel: Bool = false
  ) throws(DataError) {
    let path = text.sources.first?.path ?? "-"
    let classes = labels ?? text.labels
    if isMultiLabel {
      var sets: [[Int]] = []
      for item in text.cases { sets.append(try Self.ids(of: item.labels, in: classes, path)) }
      if classes.isEmpty { throw .unfit(path: path, .noTargets) }
      if labels == nil, sets.allSatisfy({ $0.count == classes.count }) {
        throw .unfit(path: path, .allLabelsEverywhere(classes))
      }
      self.init(text.cases.map(\.text), labels: classes, sets: sets)
      return
    }
    let truth = try Self.ids(of: text.cases.map { $0.labels.first }, in: classes, path)
    if labels == nil { try Self.requireTwoClasses(classes, truth, path) }
    self.init(text.cases.map(\.text), labels: classes, truth: truth)
  }
}

extension LabelledCases<SeriesCase> {
  /// Creates cases from series, with their labels or numbers; the classes are those given, or those
  /// of the file.
  ///
  /// - Throws: `DataError.unfit` if there are no targets, a label is not among the classes, or all
  ///   cases have the same.
  public init(
    _ file: SeriesFile, labels: [ClassLabel]? = nil, isRegression: Bool
  ) throws(DataError) {
    let (set, path) = (file.set, file.source.path)
    switch set.targets {
    case .none:
      guard let table = file.table, table.labelColumn == nil else {
        throw .unfit(path: path, .noTargets)
      }
      throw .unfit(path: path, .noLabelColumn(channels: table.channels))
    case .values:
      guard isRegression else { throw .unfit(path: path, .numericTargets) }
      let values = set.cases.map { item in
        if case .value(let value) = item.target { value } else { Double.nan }
      }
      self.init(set.cases, values: values)
      table = file.table
    case .labels(let found):
      guard !isRegression else { throw .unfit(path: path, .labelTargets) }
      let own = set.cases.map { item in
        if case .label(let label) = item.target { label } else { ClassLabel?.none }
      }
      let classes = labels ?? found
      let truth = try Self.ids(of: own, in: classes, path)
      if labels == nil { try Self.requireTwoClasses(classes, truth, path) }
      self.init(set.cases, labels: classes, truth: truth)
      table = file.table
    }
  }
}

extension LabelledCases {
  /// Throws if other series have a different number of channels.
  public func requireSameChannels(_ others: LabelledCases, _ path: String) throws(DataError) {
    guard let own = cases.first as? SeriesCase, let other = others.cases.first as? SeriesCase,
      own.channels != other.channels
    else { return }
    throw .unfit(path: path, .otherChannels(other.channels, expected: own.channels))
  }

  fileprivate static func ids(
    of labels: [ClassLabel?], in classes: [ClassLabel], _ path: String
  ) throws(DataError) -> [Int] {
    let ids = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    var result: [Int] = []
    for label in labels {
      guard let label else { throw .unfit(path: path, .noTargets) }
      guard let id = ids[label] else {
        throw .unfit(path: path, .labelOfNoTraining(label.name, classes))
      }
      result.append(id)
    }
    return result
  }

  fileprivate static func requireTwoClasses(
    _ classes: [ClassLabel], _ truth: [Int], _ path: String
  ) throws(DataError) {
    guard Set(truth).count > 1 else {
      throw .unfit(path: path, .oneClass(truth.first.map { classes[$0].name } ?? ""))
    }
  }
}

extension PriorScore {
  /// Estimates the prior from a training part and scores it on a validation part.
  public init<Case>(training: LabelledCases<Case>, validation: LabelledCases<Case>) {
    self.init(training: training.targets, validation: validation.targets)
  }
}
