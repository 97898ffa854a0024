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
    /// Those of any number of labels that are probable enough, and the most probable ones, at least
    /// one, which are shown instead where they were asked for.
    case set([Choice], top: [Choice], showsTop: Bool)
    /// A number.
    case value(Double)
    /// Why there is no answer.
    case failure(String)
  }

  /// The case's number, from 0.
  let index: Int
  /// What the input calls the case; nil where it has no names.
  var id: String?
  /// The number of samples of a stream that it is about, from 1; nil for a whole case.
  var step: Int?
  let answer: Answer

  /// The line for people, without its end. Where no label is given it is "–"; where there is no answer
  /// it is empty.
  var text: String {
    let start = step.map { "\($0)\t" } ?? ""
    switch answer {
    case .value(let value): return start + "\(value)"
    case .failure: return start
    case .labels, .set:
      if shown.isEmpty { return start + "–" }
      let parts = shown.map {
        "\(onOneLine($0.label)) \(($0.probability * 100).fixed(1)) %"
      }
      return start + parts.joined(separator: ", ")
    }
  }

  /// The fields between tabs: labels and probabilities in full; none where there is no answer.
  var tabbedFields: [String] {
    let start = step.map { ["\($0)"] } ?? []
    switch answer {
    case .value(let value): return start + ["\(value)"]
    case .failure: return start
    case .labels, .set: return start + shown.flatMap { [onOneLine($0.label), "\($0.probability)"] }
    }
  }
}

extension PredictionLine {
  /// The labels to be shown; none of a regression, and none where there is no answer.
  var shown: [Choice] {
    switch answer {
    case .labels(let choices): choices
    case .set(let choices, let top, let showsTop): showsTop ? top : choices
    case .value, .failure: []
    }
  }
}

extension PredictionLine: Encodable {
  private enum Key: String, CodingKey {
    case index, id, step, label, probability, labels, top, value, error
  }

  /// `index`, `id` where the input has one, and `step` in a stream; of a classifier `label`,
  /// `probability` and `top`, and `labels` where a case may have several; of a regression `value`;
  /// `error` where there is no answer.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(index, forKey: .index)
    try container.encodeIfPresent(id, forKey: .id)
    try container.encodeIfPresent(step, forKey: .step)
    switch answer {
    case .value(let value): try container.encode(value, forKey: .value)
    case .failure(let reason): try container.encode(reason, forKey: .error)
    case .labels(let choices): try encode(choices, to: &container)
    case .set(let choices, let top, _):
      try container.encode(choices, forKey: .labels)
      try encode(top, to: &container)
    }
  }

  private func encode(
    _ top: [Choice], to container: inout KeyedEncodingContainer<Key>
  ) throws {
    try container.encode(top[0].label, forKey: .label)
    try container.encode(top[0].probability, forKey: .probability)
    try container.encode(top, forKey: .top)
  }
}

extension PredictionLine.Answer {
  /// The most probable labels of one case: one, unless more are asked for.
  static func best(
    _ predictions: ClassPredictions, _ index: Int, _ labels: [ClassLabel], _ choice: LabelChoice
  ) -> Self {
    .labels(choices(predictions.ranking(of: index, top: choice.top ?? 1), labels))
  }

  /// The labels of one case that are probable enough, or so many as are asked for.
  static func set(
    _ predictions: LabelSetPredictions, _ index: Int, _ labels: [ClassLabel],
    _ choice: LabelChoice
  ) -> Self {
    let ranking = choices(predictions.ranking(of: index), labels)
    return .set(
      Array(ranking.prefix(predictions.sets[index].count)),
      top: Array(ranking.prefix(choice.top ?? 1)), showsTop: choice.top != nil)
  }

  private static func choices(
    _ ranking: [(label: Int, probability: Double)], _ labels: [ClassLabel]
  ) -> [PredictionLine.Choice] {
    ranking.map {
      PredictionLine.Choice(label: labels[$0.label].name, probability: $0.probability)
    }
  }
}
