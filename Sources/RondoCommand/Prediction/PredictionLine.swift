import Rondo

/// One answer of a classifier or a regression: the event `prediction`.
struct PredictionLine {
  /// A label and how probable it is.
  struct Choice: Encodable {
    let label: String
    let probability: Double
  }

  /// What the model says.
  enum Answer {
    /// The most probable labels, at least one.
    case labels([Choice])
    /// A number.
    case value(Double)
  }

  /// The case's number, from 0.
  let index: Int
  /// The number of samples of a stream that it is about, from 1; nil for a whole case.
  var step: Int?
  let answer: Answer

  /// The line for people, for tables or for programs, without its end.
  func text(_ form: PredictionOutputOptions.Form) throws -> String {
    switch form {
    case .json: return try ReportLine.line("prediction", self)
    case .text:
      let start = step.map { "\($0)\t" } ?? ""
      switch answer {
      case .value(let value): return start + "\(value)"
      case .labels(let choices):
        let parts = choices.map {
          "\(onOneLine($0.label)) \(($0.probability * 100).fixed(1)) %"
        }
        return start + parts.joined(separator: ", ")
      }
    case .tsv:
      let start = step.map { ["\($0)"] } ?? []
      switch answer {
      case .value(let value): return (start + ["\(value)"]).joined(separator: "\t")
      case .labels(let choices):
        let fields = choices.flatMap { [onOneLine($0.label), "\($0.probability)"] }
        return (start + fields).joined(separator: "\t")
      }
    }
  }
}

extension PredictionLine: Encodable {
  private enum Key: String, CodingKey { case index, step, label, probability, top, value }

  /// `index`, and `step` in a stream; of a classifier `label`, `probability` and `top`, of a
  /// regression `value`.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(index, forKey: .index)
    try container.encodeIfPresent(step, forKey: .step)
    switch answer {
    case .value(let value): try container.encode(value, forKey: .value)
    case .labels(let choices):
      try container.encode(choices[0].label, forKey: .label)
      try container.encode(choices[0].probability, forKey: .probability)
      try container.encode(choices, forKey: .top)
    }
  }
}

extension PredictionLine.Answer {
  /// The most probable labels of one case.
  static func best(
    _ predictions: ClassPredictions, _ index: Int, _ labels: [ClassLabel], top: Int
  ) -> Self {
    .labels(
      predictions.ranking(of: index, top: top).map {
        PredictionLine.Choice(label: labels[$0.label].name, probability: $0.probability)
      })
  }
}
