import RondoFiles

/// What a classifier of any number of labels a case scores on labelled cases, beside its baselines: the
/// event `evaluation`.
///
/// `Sendable`.
public struct LabelSetReport: Sendable {
  /// How often each label was given rightly and wrongly.
  public let counts: LabelSetCounts
  /// The least probability of a label that counts as given.
  public let threshold: Double
  /// The mean over cases of Σ −ln P(what is true of each label), in nats.
  public let logLoss: Double
  /// The same cases by simple methods; nil where there was no training data to make them from.
  public let baselines: [ClassifierBaselineReport]?

  /// Scores predictions.
  ///
  /// - Parameters:
  ///   - labels: The name of each label, `[K]`.
  ///   - truth: The ids of each case's true labels, ascending, `[N]`.
  ///   - predictions: What the classifier says of each case, `[N, K]`.
  ///   - baselines: What baselines say of the same cases; nil where there are none.
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

  /// All keys are there; what is unknown is null, and so is `confusion`: no label is taken for another.
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

/// Draws the report of a classifier of any number of labels a case with characters.
///
///     print(LabelSetText(report).text)
///     // all labels right 71.0 %, micro F1 84.3 %, macro F1 80.2 %, log-loss 0.912 nats; 100 cases
///     //
///     // label   precision  recall      F1  cases
///     // baking     94.3 %  96.2 %  95.2 %     52
///     // …
///
/// Then follow, where there are any, the baselines on the same cases with McNemar's test against the
/// best of them; right is a case that was given exactly its labels. `Sendable`.
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
