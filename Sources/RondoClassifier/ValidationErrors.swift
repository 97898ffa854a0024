import RondoData
public import RondoEngine
import RondoEvaluation
import RondoFiles
import RondoModels

/// Which mistakes a run's best classifier makes on the validation part: the event `errors`, from which
/// the run's report is drawn.
///
/// Of up to 40 labels all pairs are counted, of more the 20 most frequent mistakes are; where a case may
/// have several labels, each label is scored; of a regression the ten greatest errors stand there.
/// `Sendable`.
public struct ValidationErrors: Sendable, Hashable, Codable {
  /// Cases of one label that were given another.
  public struct Mistake: Sendable, Hashable, Codable {
    /// The label that the cases have.
    public var truth: String
    /// The label that they were given.
    public var predicted: String
    /// Their number.
    public var cases: Int
  }

  /// How one of several labels is recognised.
  public struct Label: Sendable, Hashable, Codable {
    /// Its name.
    public var label: String
    /// The number of cases that have it.
    public var cases: Int
    /// The share of right ones among the cases that were given it.
    public var precision: Double
    /// The share of its cases that were given it.
    public var recall: Double
    /// The harmonic mean of both.
    public var f1: Double
  }

  /// A number and what was predicted.
  public struct Value: Sendable, Hashable, Codable {
    /// The number of the case.
    public var truth: Double
    /// What the model says.
    public var predicted: Double
  }

  /// The step of the model.
  public var step: Int
  /// The number of cases.
  public var cases: Int
  /// The labels, where `confusion` is there.
  public var labels: [String]?
  /// The number of cases by true label (row) and predicted label (column).
  public var confusion: [[Int]]?
  /// The most frequent mistakes.
  public var mistakes: [Mistake]?
  /// How each of several labels is recognised.
  public var perLabel: [Label]?
  /// The greatest errors of a regression, the greatest first.
  public var greatest: [Value]?
  /// The mean size of an error.
  public var mae: Double?
  /// 1 − Σ error² / Σ (truth − mean)².
  public var r2: Double?

  /// The number of labels up to which all pairs are counted.
  static let matrixLimit = 40

  /// Measures a model on validation data; nil where its outputs are no numbers.
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
  /// The errors as HTML.
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
    return facts.html + "<p class=\"faint\">The greatest errors:</p>\n"
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

  /// A table whose first `texts` columns are words and whose others are numbers.
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
