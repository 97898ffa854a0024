import RondoData
public import RondoEngine
import RondoEvaluation
import RondoFiles
import RondoModels

/// Errors of a run's best classifier on the validation part, for the run's report; logged as the
/// event `errors`.
///
/// Up to 40 labels: counts of all pairs of true and predicted labels; more labels: the 20 most
/// frequent errors; label sets: scores of each label; regression: the ten largest errors.
/// `Sendable`.
public struct ValidationErrors: Sendable, Hashable, Codable {
  /// Cases of one label for which another was predicted.
  public struct Mistake: Sendable, Hashable, Codable {
    /// True label.
    public var truth: String
    /// Predicted label.
    public var predicted: String
    /// Number of cases.
    public var cases: Int
  }

  /// Scores of one label of label sets.
  public struct Label: Sendable, Hashable, Codable {
    /// Name of the label.
    public var label: String
    /// Number of cases with the label.
    public var cases: Int
    /// Fraction of correct cases among those with the label predicted.
    public var precision: Double
    /// Fraction of the label's cases with the label predicted.
    public var recall: Double
    /// Harmonic mean of precision and recall.
    public var f1: Double
  }

  /// Number with its prediction.
  public struct Value: Sendable, Hashable, Codable {
    /// True number.
    public var truth: Double
    /// Predicted number.
    public var predicted: Double
  }

  /// Number of steps of the model.
  public var step: Int
  /// Number of cases.
  public var cases: Int
  /// Labels of `confusion`; nil without it.
  public var labels: [String]?
  /// Numbers of cases by true label (row) and predicted label (column).
  public var confusion: [[Int]]?
  /// Most frequent errors.
  public var mistakes: [Mistake]?
  /// Scores of each label of label sets.
  public var perLabel: [Label]?
  /// Largest errors of a regression, largest first.
  public var greatest: [Value]?
  /// Mean absolute error.
  public var mae: Double?
  /// 1 − Σ error² / Σ (truth − mean)².
  public var r2: Double?

  /// Largest number of labels for which all pairs are counted.
  static let matrixLimit = 40

  /// Evaluates a model on validation data; nil if an output is not finite.
  public init?<Model: ClassifierModel>(
    of model: Model, on validation: ClassifierValidation<Model>, step: Int, tape: Tape<Float>
  ) {
    (self.step, cases) = (step, validation.count)
    let outputs = validation.outputs(of: model, on: tape)
    switch validation.space {
    case .labels(let labels):
      guard let found = try? ClassPredictions(logits: outputs, classes: labels.count) else {
        return nil
      }
      count(labels.map(\.name), validation.targets.labelIDs, found.labels)
    case .labelSets(let labels):
      guard let found = try? LabelSetPredictions(logits: outputs, classes: labels.count) else {
        return nil
      }
      let counts = LabelSetCounts(
        labels: labels.map(\.name), truth: validation.targets.labelSets, predicted: found.sets)
      perLabel = counts.perLabel.map {
        Label(
          label: $0.label, cases: $0.support, precision: $0.precision, recall: $0.recall, f1: $0.f1)
      }
    case .values:
      let (truth, predicted) = (validation.targets.numbers, validation.space.numbers(of: outputs))
      guard let scores = try? RegressionScores(truth: truth, predicted: predicted) else {
        return nil
      }
      (mae, r2) = (scores.meanAbsoluteError, scores.r2)
      let values = zip(truth, predicted).map { Value(truth: $0, predicted: $1) }
      greatest = Array(
        values.sorted { abs($0.truth - $0.predicted) > abs($1.truth - $1.predicted) }.prefix(10))
    }
  }

  private mutating func count(_ names: [String], _ truth: [Int], _ predicted: [Int]) {
    if names.count <= Self.matrixLimit {
      var rows = Array(repeating: Array(repeating: 0, count: names.count), count: names.count)
      for (row, column) in zip(truth, predicted) { rows[row][column] += 1 }
      (labels, confusion) = (names, rows)
      return
    }
    var counts: [[Int]: Int] = [:]
    for (truth, predicted) in zip(truth, predicted) where truth != predicted {
      counts[[truth, predicted], default: 0] += 1
    }
    let order = counts.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key)
    }
    mistakes = order.prefix(20).map {
      Mistake(truth: names[$0.key[0]], predicted: names[$0.key[1]], cases: $0.value)
    }
  }
}

extension ValidationErrors {
  /// Errors as HTML.
  var html: String {
    let note =
      "<p class=\"faint\">The model of step \(step.withThousandsSeparators) on "
      + "\(cases.withThousandsSeparators) cases.</p>\n"
    return "<h2>Errors on the validation part</h2>\n\(note)<div class=\"scroll\">\(content)</div>\n"
  }

  private var content: String {
    if let matrix { return ConfusionChart(matrix, title: "Validation part").svg }
    if let mistakes {
      return Self.table(
        ["true", "predicted", "cases"],
        mistakes.map { [$0.truth, $0.predicted, $0.cases.withThousandsSeparators] }, texts: 2)
    }
    if let perLabel {
      return Self.table(
        ["label", "cases", "precision, %", "recall, %", "F₁, %"],
        perLabel.prefix(200).map { label in
          [label.label, label.cases.withThousandsSeparators]
            + [label.precision, label.recall, label.f1].map { ($0 * 100).decimal(1) }
        }, texts: 1)
    }
    var facts = FactTable()
    if let mae { facts.add("mean absolute error", mae.decimal(4)) }
    if let r2 { facts.add("R²", r2.decimal(4)) }
    let rows = (greatest ?? []).map { value in
      [value.truth, value.predicted, value.predicted - value.truth].map { $0.decimal(4) }
    }
    return facts.html + "<p class=\"faint\">Largest errors:</p>\n"
      + Self.table(["true", "predicted", "error"], rows, texts: 0)
  }

  private var matrix: ConfusionMatrix? {
    guard let labels, let confusion, confusion.count == labels.count else { return nil }
    var (truth, predicted): ([Int], [Int]) = ([], [])
    for (row, counts) in confusion.enumerated() where counts.count == labels.count {
      for (column, count) in counts.enumerated() where count > 0 {
        truth += Array(repeating: row, count: count)
        predicted += Array(repeating: column, count: count)
      }
    }
    return ConfusionMatrix(labels: labels, truth: truth, predicted: predicted)
  }

  /// Table whose first `texts` columns are words and whose others are numbers.
  private static func table(_ heads: [String], _ rows: [[String]], texts: Int) -> String {
    func style(_ column: Int) -> String {
      column < texts ? " dir=\"auto\"" : " class=\"number\""
    }
    let head = heads.enumerated().map { "<th\(style($0))>\($1.escapedForXML)</th>" }.joined()
    let body = rows.map { row in
      row.enumerated().map { "<td\(style($0))>\($1.printable.escapedForXML)</td>" }.joined()
    }
    return "<table>\n<tr>\(head)</tr>\n"
      + body.map { "<tr>\($0)</tr>\n" }.joined() + "</table>\n"
  }
}
