import RondoFiles

/// Scores of a multi-label classifier on labelled cases, with baselines: the event `evaluation`.
///
/// `Sendable`.
public struct LabelSetReport: Sendable {
  /// The numbers of right and wrong predictions of each label.
  public let counts: LabelSetCounts
  /// The smallest probability of a predicted label.
  public let threshold: Double
  /// The mean over cases of the sum over labels of −ln P(presence or absence), in nats.
  public let logLoss: Double
  /// The scores of simple methods on the same cases; nil without training data.
  public let baselines: [ClassifierBaselineReport]?

  /// Scores predictions.
  ///
  /// - Parameters:
  ///   - labels: The name of each label, `[K]`.
  ///   - truth: The ids of each case's true labels, ascending, `[N]`.
  ///   - predictions: The predictions of the classifier, `[N, K]`.
  ///   - baselines: The predictions of baselines for the same cases; nil if there are none.
  /// - Throws: ``EvaluationError/noCases``.
  public init(
    labels: [String], truth: [[Int]], predictions: LabelSetPredictions,
    baselines: [LabelSetBaseline]?
  ) throws(EvaluationError) {
    guard !truth.isEmpty else { throw .noCases }
    counts = LabelSetCounts(labels: labels, truth: truth, predicted: predictions.sets)
    threshold = predictions.threshold
    logLoss = predictions.logLoss(truth: truth)
    self.baselines = baselines.map { baselines in
      ClassifierBaselineReport.marked(
        baselines.map {
          ClassifierBaselineReport($0, labels: labels, truth: truth, model: predictions.sets)
        })
    }
  }
}

extension LabelSetReport: Encodable {
  private enum Key: String, CodingKey {
    case cases, accuracy, hammingLoss, microPrecision, microRecall, microF1
    case macroPrecision, macroRecall, macroF1, logLoss, threshold, perLabel, confusion, baselines
  }

  /// All keys are present; unknown values are null, and so is `confusion`, which multi-label data
  /// lack.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    let (micro, macro) = (counts.micro, counts.macro)
    try container.encode(counts.cases, forKey: .cases)
    try container.encode(counts.accuracy, forKey: .accuracy)
    try container.encode(counts.hammingLoss, forKey: .hammingLoss)
    try container.encode(micro.precision, forKey: .microPrecision)
    try container.encode(micro.recall, forKey: .microRecall)
    try container.encode(micro.f1, forKey: .microF1)
    try container.encode(macro.precision, forKey: .macroPrecision)
    try container.encode(macro.recall, forKey: .macroRecall)
    try container.encode(macro.f1, forKey: .macroF1)
    try container.encode(logLoss, forKey: .logLoss)
    try container.encode(threshold, forKey: .threshold)
    try container.encode(counts.perLabel, forKey: .perLabel)
    try container.encodeNil(forKey: .confusion)
    try container.encode(baselines, forKey: .baselines)
  }
}

/// The report of a multi-label classifier as text.
///
///     let predictions = try LabelSetPredictions(logits: [2, -1, 0.5, -3], classes: 2)
///     let report = try LabelSetReport(
///       labels: ["baking", "soup"], truth: [[0], [0, 1]], predictions: predictions,
///       baselines: nil)
///     print(LabelSetText(report).text)
///     // all labels right 50.0 %, micro F1 80.0 %, macro F1 50.0 %, log-loss 1.981 nats; 2 cases
///     //
///     // label   precision   recall       F1  cases
///     // baking    100.0 %  100.0 %  100.0 %      2
///     // soup        0.0 %    0.0 %    0.0 %      1
///     // …
///
/// Baselines on the same cases follow, if there are any, with McNemar's test against the best of
/// them; a case is right if its predicted labels are exactly the true ones. `Sendable`.
public struct LabelSetText: Sendable {
  private let report: LabelSetReport

  /// The text of a report.
  public init(_ report: LabelSetReport) { self.report = report }

  /// The lines, each ended by a line feed.
  public var text: String {
    let comparison = BaselineComparison(report.baselines ?? [], cases: report.counts.cases)
    return ([summary, labels] + comparison.parts).joined(separator: "\n")
  }

  private var summary: String {
    let counts = report.counts
    return "all labels right \(Percentage.text(counts.exact, of: counts.cases)), "
      + "micro F1 \(Percentage.text(counts.microF1)), "
      + "macro F1 \(Percentage.text(counts.macroF1)), "
      + "log-loss \(DecimalText.fixed(report.logLoss, 3)) nats; "
      + "\(DecimalText.cases(counts.cases))\n"
  }

  private var labels: String {
    let counts = report.counts
    let rows = (counts.perLabel + [counts.micro, counts.macro]).map { scores in
      [DisplayWidth.shortened(scores.label.printable, to: 40)]
        + [scores.precision, scores.recall, scores.f1].map { Percentage.text($0) }
        + [scores.support.withThousandsSeparators]
    }
    return TextTable(rows: [["label", "precision", "recall", "F1", "cases"]] + rows).text
  }
}
