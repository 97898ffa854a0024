import RondoFiles

/// Scores of a classifier on labelled cases, with baselines: the event `evaluation`.
///
///     let predictions = try ClassPredictions(logits: [2, 0, -1, 1, 0, 3], classes: 2)
///     let report = try ClassificationReport(
///       labels: ["neg", "pos"], truth: [0, 1, 1], predictions: predictions, baselines: nil)
///     try ReportLine.line("evaluation", report)
///
/// `Sendable`.
public struct ClassificationReport: Sendable {
  /// N, the number of cases.
  public let cases: Int
  /// The confusion matrix.
  public let confusion: ConfusionMatrix
  /// The mean of −ln P(true label), in nats per case.
  public let logLoss: Double
  /// The mean squared distance of the probabilities from the truth, from 0 to 2.
  public let brierScore: Double
  /// The calibration of the confidences, in 15 bins.
  public let calibration: Calibration
  /// The scores of simple methods on the same cases; nil without training data.
  public let baselines: [ClassifierBaselineReport]?

  /// Scores predictions.
  ///
  /// - Parameters:
  ///   - labels: The name of each label, `[K]`.
  ///   - truth: The id of each case's true label, `[N]`.
  ///   - predictions: The predictions of the classifier, `[N, K]`.
  ///   - baselines: The predictions of baselines for the same cases; nil if there are none.
  /// - Throws: ``EvaluationError/noCases``.
  public init(
    labels: [String], truth: [Int], predictions: ClassPredictions,
    baselines: [BaselinePredictions]?
  ) throws(EvaluationError) {
    guard !truth.isEmpty else { throw .noCases }
    cases = truth.count
    confusion = ConfusionMatrix(labels: labels, truth: truth, predicted: predictions.labels)
    logLoss = predictions.logLoss(truth: truth)
    brierScore = predictions.brierScore(truth: truth)
    calibration = predictions.calibration(truth: truth)
    self.baselines = baselines.map { baselines in
      ClassifierBaselineReport.marked(
        baselines.map {
          ClassifierBaselineReport($0, labels: labels, truth: truth, model: predictions.labels)
        })
    }
  }

  /// The baseline with the highest accuracy, of equal ones the first.
  public var bestBaseline: ClassifierBaselineReport? { baselines?.first(where: \.best) }
}

extension ClassificationReport: Encodable {
  private enum Key: String, CodingKey {
    case cases, accuracy, macroPrecision, macroRecall, macroF1, logLoss, brierScore
    case calibrationError, perLabel, confusion, baselines, warning
  }

  /// All keys are present; unknown values are null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(cases, forKey: .cases)
    try container.encode(confusion.accuracy, forKey: .accuracy)
    try container.encode(confusion.macroPrecision, forKey: .macroPrecision)
    try container.encode(confusion.macroRecall, forKey: .macroRecall)
    try container.encode(confusion.macroF1, forKey: .macroF1)
    try container.encode(logLoss, forKey: .logLoss)
    try container.encode(brierScore, forKey: .brierScore)
    try container.encode(calibration.expectedError, forKey: .calibrationError)
    try container.encode(confusion.perLabel, forKey: .perLabel)
    try container.encode(confusion, forKey: .confusion)
    try container.encode(baselines, forKey: .baselines)
    try container.encode(confusion.dominanceWarning?.description, forKey: .warning)
  }
}

/// The report of a classifier as text.
///
///     let predictions = try ClassPredictions(logits: [2, 0, -1, 1, 0, 3], classes: 2)
///     let report = try ClassificationReport(
///       labels: ["cat", "dog"], truth: [0, 0, 1], predictions: predictions, baselines: nil)
///     print(ClassificationText(report).text)
///     // accuracy 66.7 %, macro F1 66.7 %, log-loss 0.767 nats, calibration error 27.0 %; 3 cases
///     //
///     // label  precision   recall      F1  cases
///     // cat      100.0 %   50.0 %  66.7 %      2
///     // dog       50.0 %  100.0 %  66.7 %      1
///     // mean      75.0 %   75.0 %  66.7 %      3
///     // …
///
/// The confusion matrix follows and, if there are any, baselines on the same cases with McNemar's
/// test against the best of them. `Sendable`.
public struct ClassificationText: Sendable {
  private let report: ClassificationReport
  private let width: Int

  /// Creates the text of a report; the confusion matrix has at most `width` columns if possible.
  public init(_ report: ClassificationReport, width: Int = 80) {
    (self.report, self.width) = (report, width)
  }

  /// The lines, each ended by a line feed.
  public var text: String {
    let parts = [summary, labels, ConfusionTable(report.confusion, width: width).text]
    let comparison = BaselineComparison(report.baselines ?? [], cases: report.cases)
    return (parts + comparison.parts).joined(separator: "\n")
  }

  private var summary: String {
    let confusion = report.confusion
    return "accuracy \(Percentage.text(confusion.right, of: confusion.total)), "
      + "macro F1 \(Percentage.text(confusion.macroF1)), "
      + "log-loss \(DecimalText.fixed(report.logLoss, 3)) nats, "
      + "calibration error \(Percentage.text(report.calibration.expectedError)); "
      + "\(DecimalText.cases(report.cases))\n"
  }

  private var labels: String {
    let confusion = report.confusion
    func row(_ name: String, _ scores: [Double], _ count: Int) -> [String] {
      [name] + scores.map { Percentage.text($0) } + [count.withThousandsSeparators]
    }
    var rows = [["label", "precision", "recall", "F1", "cases"]]
    rows += confusion.perLabel.map {
      row(
        DisplayWidth.shortened($0.label.printable, to: 40), [$0.precision, $0.recall, $0.f1],
        $0.support)
    }
    rows.append(
      row(
        "mean", [confusion.macroPrecision, confusion.macroRecall, confusion.macroF1],
        confusion.total))
    return TextTable(rows: rows).text
  }

  /// The comparison of the model with the best baseline; nil if there is none.
  var verdict: String? { BaselineComparison(report.baselines ?? [], cases: report.cases).verdict }
}
