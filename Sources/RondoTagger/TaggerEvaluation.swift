public import RondoData
public import RondoEngine
public import RondoEvaluation
import RondoFiles
public import RondoModels

/// Score of the averaged perceptron on the validation part, which a tagger must beat; logged as the
/// event `baseline`.
///
/// `Sendable`.
public struct TaggerBaselineScore: Sendable, Hashable, Encodable {
  /// Method, "averaged perceptron".
  public var method: String
  /// Fraction of tokens with the right tag.
  public var tokenAccuracy: Double
  /// F₁ of spans; nil if tags do not describe spans.
  public var spanF1: Double?

  /// Trains the method on sentences and scores it on others; nil without a training token.
  init?(training: [TaggedSentence], validation: [TaggedSentence], scheme: SpanScheme?) {
    let baselines = TaggerBaselines.text(
      training: training.map(\.tokens), tags: training.map(\.tags),
      evaluation: validation.map(\.tokens))
    guard let best = baselines.last else { return nil }
    let truth = validation.map(\.tags)
    method = best.method
    tokenAccuracy = TokenScore(truth: truth, predicted: best.tags).accuracy
    spanF1 = scheme.map { _ in
      SpanScore(truth: truth, predicted: best.tags, definition: .conlleval).micro.f1
    }
  }
}

extension SpanScheme {
  /// Strict definition of spans in this scheme.
  var definition: SpanDefinition {
    switch self {
    case .iob1: .strictIOB1
    case .iob2: .strictIOB2
    case .bioes: .strictBIOES
    }
  }
}

extension SavedModel<Tagger> {
  /// Evaluates the tagger on sentences with tags.
  ///
  /// - Parameters:
  ///   - data: The sentences.
  ///   - training: Training data of the tagger, including its validation part, from which baselines
  ///     learn; nil for none.
  ///   - workers: Threads that share the work.
  /// - Throws: `DataError` for a sentence without tags, or with a tag that the tagger does not know;
  ///   `EvaluationError`.
  public func evaluate(
    _ data: TaggedText, training: TaggedText? = nil, workers: Workers = .single
  ) throws -> TaggingReport {
    guard !data.sentences.isEmpty else { throw EvaluationError.noCases }
    let tape = Tape<Float>(workers: workers)
    let decoder = TagDecoder(model, preparation)
    var (nats, tokens) = (0.0, 0)
    var predicted: [[String]] = []
    for first in stride(from: 0, to: data.sentences.count, by: 512) {
      let part = first..<min(first + 512, data.sentences.count)
      let emissions = model.emissions(
        of: part.map { preparation.sequence(of: data.sentences[$0].tokens) }, on: tape)
      for (index, scores) in zip(part, emissions) {
        guard scores.allSatisfy(\.isFinite) else { throw EvaluationError.notFinite(case: index) }
        predicted.append(preparation.tags(of: decoder.path(scores)))
        nats += decoder.negativeLogLikelihood(of: try ids(of: data, at: index), scores)
        tokens += data.sentences[index].tokens.count
      }
    }
    return TaggingReport(
      tokens: data.sentences.map(\.tokens), truth: data.sentences.map(\.tags),
      predicted: predicted, nats: nats / Double(tokens), scheme: preparation.scheme?.definition,
      training: training.map { ($0.sentences.map(\.tokens), $0.sentences.map(\.tags)) },
      workers: workers)
  }

  /// Ids of the tags of a sentence.
  private func ids(of data: TaggedText, at index: Int) throws(DataError) -> [Int?] {
    let sentence = data.sentences[index]
    guard sentence.tags.count == sentence.tokens.count else {
      throw data.error(.noLabelHere, at: index)
    }
    let ids = preparation.ids(of: sentence.tags)
    if let token = ids.firstIndex(of: nil) {
      let known = Set(preparation.tags.map { preparation.shownTag($0) }).sorted()
      throw data.error(
        .labelOfNoTraining(sentence.tags[token], known.map { ClassLabel($0) }), at: index,
        token: token)
    }
    return ids
  }

  /// Reader with the settings of the training, for data with or without tags.
  public var reader: TaggedTextReader {
    var reader = settings.reading.reader
    reader.scheme = preparation.scheme
    return reader
  }

  /// Reads the training data again with the settings of the training.
  ///
  /// - Parameter paths: Current locations of the data; nil for the recorded ones.
  /// - Throws: `TrainingTextError` if the data are missing or have changed; `DataError`.
  public func trainingData(at paths: [String]? = nil) throws -> TaggedText {
    let reader = settings.reading.reader
    let found =
      if let paths {
        try reader.read(paths)
      } else {
        try TrainingTextError.reading {
          [recorded = try TrainingTextError.paths(of: data)] () throws(DataError) in
          try reader.read(recorded)
        }
      }
    try TrainingTextError.check(found.sources, against: data)
    return found
  }
}

extension TaggerPreparation {
  /// A learned tag as it is spelled in the scheme of the training data, alone in a sentence.
  func shownTag(_ tag: String) -> String { scheme?.converted([tag])[0] ?? tag }
}
