public import RondoData
public import RondoEngine
public import RondoEvaluation
public import RondoFiles
public import RondoModels

/// What an evaluation of a classifier or a regression found: the event `evaluation`.
///
/// `Sendable`.
public struct ClassifierEvaluation: Sendable {
  /// The scores, beside their baselines.
  public enum Report: Sendable {
    /// Of labels.
    case classification(ClassificationReport)
    /// Of any number of labels a case.
    case labelSets(LabelSetReport)
    /// Of numbers.
    case regression(RegressionReport)
  }

  /// The scores.
  public let report: Report
  /// What training and test have in common; nil where there were no training data.
  public let leaks: LeakReport?
  /// The number of test cases that were left out because training has them too.
  public let leftOut: Int
}

extension SavedModel where Model: ClassifierModel {
  /// Measures the model on cases with known targets.
  ///
  /// - Parameters:
  ///   - data: The cases.
  ///   - training: What the model was trained on, its validation part included, for baselines and
  ///     leaks; nil where that is not at hand.
  ///   - threshold: The least probability of a label that is given, where a case may have several.
  ///   - removesLeaks: Whether the cases that training has too are left out.
  ///   - workers: The threads to compute with.
  /// - Throws: `DataError` for a case without a target, with a label that the model does not know,
  ///   or with other channels than the model's; `EvaluationError`.
  public func evaluate<Data: ClassifierData>(
    _ data: Data, training: Data?, threshold: Double = 0.5, removesLeaks: Bool = false,
    workers: Workers = .single
  ) throws -> ClassifierEvaluation where Data.Case == Case {
    try requireChannels(of: data)
    if let training { try requireChannels(of: training) }
    let leaks = training.map { Data.leaks(training: $0, test: data) }
    var (used, leftOut) = (data, 0)
    if removesLeaks, let leaks {
      let leaked = Set(leaks.normalized.map(\.test))
      used = data.selecting(data.inputs.indices.filter { !leaked.contains($0) })
      leftOut = leaked.count
    }
    let space = preparation.targets
    let targets = try used.targets(in: space)
    let outputs = outputs(of: used.inputs, on: Tape(workers: workers), batch: 64)
    let baselines = training.map {
      Data.baselines(training: $0, evaluation: used, for: space, workers: workers)
    }
    let report = try ClassifierEvaluation.Report(
      targets, outputs, in: space, threshold: threshold, baselines)
    return ClassifierEvaluation(report: report, leaks: leaks, leftOut: leftOut)
  }

  /// Measures the model on cases with known targets, beside simple methods that learn from the training
  /// data where these can be read.
  ///
  /// - Parameters:
  ///   - data: The cases.
  ///   - training: Reads what the model was trained on; nil for no comparison.
  ///   - threshold: The least probability of a label that is given, where a case may have several.
  ///   - removesLeaks: Whether the cases that training has too are left out; the training data must
  ///     then be readable.
  ///   - workers: The threads to compute with.
  ///   - note: Receives why there is no comparison, where the training data cannot be read.
  /// - Throws: As `evaluate(_:training:threshold:removesLeaks:workers:)` does.
  public func evaluate<Data: ClassifierData>(
    _ data: Data, readingTraining training: (() throws -> Data)?, threshold: Double = 0.5,
    removesLeaks: Bool = false, workers: Workers = .single,
    note: (Advice) throws -> Void = { _ in }
  ) throws -> ClassifierEvaluation where Data.Case == Case {
    try requireChannels(of: data)
    var known: Data?
    do {
      known = try training?()
    } catch let error as TrainingTextError where !removesLeaks {
      try note("no baselines: \("\(error)")")
    } catch let error as DataError where !removesLeaks && error.category != .inputOutput {
      try note("no baselines: the training data cannot be read: \("\(error)")")
    }
    return try evaluate(
      data, training: known, threshold: threshold, removesLeaks: removesLeaks, workers: workers)
  }

  /// Refuses series of another number of channels than the model's, and those of a table with other
  /// names or in another order: the model's own `reader` puts them in its order.
  public func requireChannels(of data: some ClassifierData) throws(DataError) {
    guard let found = data.channels, let preparation = preparation as? SeriesPreparation else {
      return
    }
    let path = data.sources.first?.path ?? ""
    if found != preparation.channels {
      throw .unfit(path: path, .otherChannels(found, expected: preparation.channels))
    }
    guard let names = (data as? SeriesFile)?.table?.channels,
      let known = (settings as? SeriesClassifierSettings)?.reading.table, known != .unknown
    else { return }
    let places: [Int]
    do throws(ChannelMismatch) { places = try known.places(in: names) } catch {
      throw .unfit(path: path, .otherChannelNames(error))
    }
    if places != Array(names.indices) {
      throw .unfit(path: path, .otherChannelOrder(names, expected: known.channels))
    }
  }
}

extension ClassifierEvaluation.Report {
  /// The scores of a model's outputs [N, K].
  init(
    _ targets: Targets, _ outputs: [Float], in space: TargetSpace, threshold: Double,
    _ baselines: TargetBaselines?
  ) throws {
    switch space {
    case .labels(let labels):
      var own: [BaselinePredictions]?
      if case .labels(let found)? = baselines { own = found }
      self = .classification(
        try ClassificationReport(
          labels: labels.map(\.name), truth: targets.labelIDs,
          predictions: try ClassPredictions(logits: outputs, classes: labels.count),
          baselines: own))
    case .labelSets(let labels):
      var own: [LabelSetBaseline]?
      if case .labelSets(let found)? = baselines { own = found }
      self = .labelSets(
        try LabelSetReport(
          labels: labels.map(\.name), truth: targets.labelSets,
          predictions: try LabelSetPredictions(
            logits: outputs, classes: labels.count, threshold: threshold), baselines: own))
    case .values:
      var own: [BaselineValues]?
      if case .values(let found)? = baselines { own = found }
      self = .regression(
        try RegressionReport(
          truth: targets.numbers, predicted: space.numbers(of: outputs), baselines: own))
    }
  }
}

extension ClassifierEvaluation: Encodable {
  private enum Key: String, CodingKey { case leaks }

  private struct Leaks: Encodable {
    let exact: Int
    let normalized: Int
    let leftOut: Int
  }

  /// The report's keys, and `leaks`: numbers of test cases that training has too, or null.
  public func encode(to encoder: any Encoder) throws {
    switch report {
    case .classification(let report): try report.encode(to: encoder)
    case .labelSets(let report): try report.encode(to: encoder)
    case .regression(let report): try report.encode(to: encoder)
    }
    var container = encoder.container(keyedBy: Key.self)
    let found = leaks.map {
      Leaks(exact: $0.exact.count, normalized: $0.normalized.count, leftOut: leftOut)
    }
    try container.encode(found, forKey: .leaks)
  }
}
