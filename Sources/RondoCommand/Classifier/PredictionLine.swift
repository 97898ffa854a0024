import Rondo

/// Prediction of a classifier or a regression; printed as the event `prediction`.
struct PredictionLine {
  /// Label with its probability.
  struct Choice: Encodable {
    let label: String
    let probability: Double
  }

  /// Prediction of the model.
  enum Answer {
    /// Most probable labels, at least one.
    case labels([Choice])
    /// Predicted label set, and the most probable labels, at least one, which are shown instead if
    /// requested.
    case set([Choice], top: [Choice], showsTop: Bool)
    /// A number.
    case value(Double)
    /// Error that prevents a prediction.
    case failure(String)
  }

  /// Index of the case, from 0.
  let index: Int
  /// Name of the case in the input; nil without names.
  var id: String?
  /// Number of samples of a stream up to this prediction, from 1; nil for a whole case.
  var step: Int?
  let answer: Answer
  /// Each method's part in the prediction; empty if there is only one.
  var methods: [MethodPrediction] = []

  /// Line of text, without line end: "–" for no label, empty for an error.
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

  /// Fields for a line of tabs: labels and probabilities in full; none for an error.
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
  /// Labels to show; empty for a regression and for an error.
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
    case index, id, step, label, probability, labels, top, value, error, methods
  }

  /// Encodes `index`, `id` if the input has one, and `step` in a stream; for a classifier `label`,
  /// `probability` and `top`, and `labels` for label sets; for a regression `value`; `error`
  /// without a prediction; `methods` if other methods are combined with the networks.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(index, forKey: .index)
    try container.encodeIfPresent(id, forKey: .id)
    try container.encodeIfPresent(step, forKey: .step)
    if !methods.isEmpty { try container.encode(methods, forKey: .methods) }
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
  /// Most probable labels of one case: one unless more are requested.
  static func best(
    _ predictions: ClassPredictions, _ index: Int, _ labels: [ClassLabel], _ choice: LabelChoice
  ) -> Self {
    .labels(choices(predictions.ranking(of: index, top: choice.top ?? 1), labels))
  }

  /// Predicted label set of one case, or as many labels as requested.
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
