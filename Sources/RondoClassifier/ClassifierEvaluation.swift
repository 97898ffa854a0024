public import RondoData
public import RondoEngine
public import RondoEvaluation
public import RondoFiles
public import RondoModels

/// Result of the evaluation of a classifier or a regression; logged as the event `evaluation`.
///
/// `Sendable`.
public struct ClassifierEvaluation: Sendable {
  /// Scores with those of the baselines.
  public enum Report: Sendable {
    /// One label for each case.
    case classification(ClassificationReport)
    /// Any number of labels for each case.
    case labelSets(LabelSetReport)
    /// A number for each case.
    case regression(RegressionReport)
  }

  /// Scores with those of the baselines.
  public let report: Report
  /// Test cases that also occur in the training data; nil without training data.
  public let leaks: LeakReport?
  /// Number of test cases omitted because they also occur in the training data.
  public let leftOut: Int
}

extension SavedModel where Model: ClassifierModel {
  /// Evaluates the model on cases with known targets.
  ///
  /// - Parameters:
  ///   - data: The cases.
  ///   - training: Training data of the model, including its validation part, for baselines and
  ///     leaks; nil if not available.
  ///   - threshold: Probability from which a label is predicted, for label sets.
  ///   - removesLeaks: Whether to omit cases that also occur in the training data.
  ///   - workers: Threads that share the work.
  /// - Throws: `DataError` for a case without a target, with a label that the model does not know,
  ///   or with other channels than the model's; `EvaluationError`.
  public func evaluate<Data: ClassifierData>(
    _ data: Data, training: Data?, threshold: Double = LabelSetPredictions.defaultThreshold,
    removesLeaks: Bool = false,
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
      Data.baselines(
        training: $0, evaluation: used, for: space, known: countedInAllCases, workers: workers)
    }
    let report = try ClassifierEvaluation.Report(
      targets, outputs, in: space, threshold: threshold, baselines)
    return ClassifierEvaluation(report: report, leaks: leaks, leftOut: leftOut)
  }

  /// Evaluates the model on cases with known targets, and compares it with baselines if the
  /// training data can be read.
  ///
  /// - Parameters:
  ///   - data: The cases.
  ///   - training: Reads the training data; nil for no comparison.
  ///   - threshold: Probability from which a label is predicted, for label sets.
  ///   - removesLeaks: Whether to omit cases that also occur in the training data, which must then
  ///     be readable.
  ///   - workers: Threads that share the work.
  ///   - note: Receives the reason if the training data cannot be read.
  /// - Throws: As `evaluate(_:training:threshold:removesLeaks:workers:)` does.
  public func evaluate<Data: ClassifierData>(
    _ data: Data, readingTraining training: (() throws -> Data)?,
    threshold: Double = LabelSetPredictions.defaultThreshold,
    removesLeaks: Bool = false, workers: Workers = .single,
    note: (Advice) throws -> Void = { _ in }
  ) throws -> ClassifierEvaluation where Data.Case == Case {
    try requireChannels(of: data)
    var known: Data?
    do {
      known = try training?()
    } catch let error as TrainingTextError where !removesLeaks {
      try note("no baselines: \(error)")
    } catch let error as DataError where !removesLeaks && error.category != .inputOutput {
      try note("no baselines: the training data cannot be read: \(error)")
    }
    return try evaluate(
      data, training: known, threshold: threshold, removesLeaks: removesLeaks, workers: workers)
  }

  /// Naive Bayes of the model if it was counted in all training cases, because those for validation
  /// were separate.
  private var countedInAllCases: [NaiveBayesBaseline] {
    guard !settings.classifier.validationSources.isEmpty else { return [] }
    return (preparation as? TextPreparation)?.naiveBayes ?? []
  }

  /// Throws if series have a different number of channels than the model, or channels of a table
  /// with other names or in another order; the model's `reader` reorders them.
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
  /// Creates the scores of a model's outputs [N, K].
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

  /// Encodes the report's keys, and under `leaks` the numbers of test cases that also occur in the
  /// training data, or null.
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
