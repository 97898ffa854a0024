public import RondoData
public import RondoEngine
public import RondoEvaluation
public import RondoModels

/// Tagger with its words and tags.
public typealias TaggerFile = SavedModel<Tagger>

/// Tags of a sentence.
///
/// `Sendable`.
public struct TagPrediction: Sendable, Hashable {
  /// Tag of each token, in the scheme of the training data.
  public let tags: [String]
  /// Probability of each of these tags.
  public let confidence: [Double]
  /// Spans of the tags, each with the probability of all its tags; none if tags do not describe
  /// spans.
  public let spans: [Span]

  /// Span with its probability.
  public struct Span: Sendable, Hashable {
    /// Label and tokens.
    public let span: LabelledSpan
    /// Probability of the tags of all its tokens.
    public let probability: Double
  }
}

extension SavedModel<Tagger> {
  /// Tags sentences; the result for a sentence has the same bits alone as among others.
  ///
  ///     let (model, _) = try TaggerFile.load("checkpoints/tags/model.safetensors")
  ///     try model.predict([["The", "ferry", "leaves", "."]])[0].tags  // such as DET NOUN VERB PUNCT
  ///
  /// Tags of spans form legal sequences.
  ///
  /// - Parameters:
  ///   - sentences: Tokens of each sentence.
  ///   - workers: Threads that share the work.
  /// - Throws: `EvaluationError.notFinite` if a score is not finite.
  public func predict(
    _ sentences: [[String]], workers: Workers = .single
  ) throws(EvaluationError) -> [TagPrediction] {
    try predict(sentences, on: Tape(workers: workers))
  }

  /// Tags sentences on a tape, which keeps its memory from call to call.
  public func predict(
    _ sentences: [[String]], on tape: Tape<Float>
  ) throws(EvaluationError) -> [TagPrediction] {
    let decoder = TagDecoder(model, preparation)
    let filled = sentences.indices.filter { !sentences[$0].isEmpty }
    let emissions = model.emissions(
      of: filled.map { preparation.sequence(of: sentences[$0]) }, on: tape)
    var result = [TagPrediction](
      repeating: TagPrediction(tags: [], confidence: [], spans: []), count: sentences.count)
    for (index, scores) in zip(filled, emissions) {
      guard scores.allSatisfy(\.isFinite) else { throw .notFinite(case: index) }
      result[index] = prediction(scores, decoder)
    }
    return result
  }

  private func prediction(_ scores: [Float], _ decoder: TagDecoder) -> TagPrediction {
    let (path, count) = (decoder.path(scores), model.architecture.tags)
    let marginals = decoder.marginals(scores)
    let tags = preparation.tags(of: path)
    let spans = preparation.scheme == nil ? [] : SpanScheme.spans(of: tags)
    return TagPrediction(
      tags: tags,
      confidence: path.enumerated().map {
        min(1, Double(marginals[$0.offset * count + $0.element]))
      },
      spans: spans.map { span in
        TagPrediction.Span(
          span: span,
          probability: decoder.probability(
            of: Array(path[span.range]), at: span.range.lowerBound, scores))
      })
  }
}
