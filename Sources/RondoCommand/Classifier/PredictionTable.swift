import Rondo

/// Predictions as lines of the chosen form. CSV has a header, whose columns are determined by the
/// first prediction:
///
/// ```text
/// index,id,label,probability
/// ```
///
/// `id` is present if the input names its cases, `step` in a stream. With `--top N` there are
/// `label2`, `probability2` and so on; label sets have `labels` and `probabilities`, separated by
/// vertical bars; a regression has `value`. Fields are empty without a prediction.
struct PredictionTable {
  private let form: PredictionOutputOptions.Form
  private let answerColumns: [String]
  private let isOfSets: Bool
  private var hasHeader = false
  private var hasIDs = false
  private var hasSteps = false

  init(
    _ form: PredictionOutputOptions.Form, _ targets: TargetSpace, _ choice: LabelChoice
  ) {
    self.form = form
    switch targets {
    case .values: (answerColumns, isOfSets) = (["value"], false)
    case .labelSets where choice.top == nil:
      (answerColumns, isOfSets) = (["labels", "probabilities"], true)
    case .labels(let labels), .labelSets(let labels):
      let count = min(choice.top ?? 1, labels.count)
      let numbers = (1...max(count, 1)).map { $0 == 1 ? "" : "\($0)" }
      answerColumns = numbers.flatMap { ["label" + $0, "probability" + $0] }
      isOfSets = false
    }
  }

  /// Line of a prediction with its line end, preceded by the header for the first.
  mutating func text(_ line: PredictionLine) throws -> String {
    switch form {
    case .json: return try ReportLine.line("prediction", line) + "\n"
    case .text: return line.text + "\n"
    case .tsv: return line.tabbedFields.joined(separator: "\t") + "\n"
    case .csv:
      let header = header(for: line)
      var fields = ["\(line.index)"]
      if hasIDs { fields.append(line.id ?? "") }
      if hasSteps { fields.append(line.step.map { "\($0)" } ?? "") }
      return header + Self.row(fields + answer(line))
    }
  }

  private mutating func header(for line: PredictionLine) -> String {
    if hasHeader { return "" }
    (hasHeader, hasIDs, hasSteps) = (true, line.id != nil, line.step != nil)
    let start = ["index"] + (hasIDs ? ["id"] : []) + (hasSteps ? ["step"] : [])
    return Self.row(start + answerColumns)
  }

  private func answer(_ line: PredictionLine) -> [String] {
    var fields: [String]
    switch line.answer {
    case .value(let value): fields = ["\(value)"]
    case .failure: fields = []
    case .labels, .set:
      fields =
        isOfSets
        ? [
          line.shown.map(\.label).joined(separator: "|"),
          line.shown.map { "\($0.probability)" }.joined(separator: "|"),
        ] : line.shown.flatMap { [$0.label, "\($0.probability)"] }
    }
    while fields.count < answerColumns.count { fields.append("") }
    return fields
  }

  private static func row(_ fields: [String]) -> String {
    fields.map { $0.isEmpty ? "" : CSVField.text($0) }.joined(separator: ",") + "\n"
  }
}
