public import RondoData
public import RondoEngine
public import RondoModels

/// Validation score of a tagger.
///
/// `Sendable`.
public struct TaggerScore: ValidationScore {
  /// Mean of −ln P(true tag) over the tokens, or of −ln P(true tags of a sentence) / tokens for a
  /// chain, in nats.
  public var nats: Double
  /// Fraction of tokens with the right tag.
  public var tokenAccuracy: Double
  /// F₁ of spans; nil if tags do not describe spans.
  public var spanF1: Double?

  /// The loss.
  public var objective: Double { nats }
}

/// Validation data of a tagger.
///
/// `Sendable`.
public struct TaggerValidation: ValidationData {
  public typealias Model = Tagger

  private let sequences: [SequenceInput]
  private let truth: [[Int?]]
  private let sentences: [TaggedSentence]
  private let preparation: TaggerPreparation
  private let criterion: TaggerSettings.Criterion

  /// Creates validation data from sentences with tags.
  public init(
    _ sentences: [TaggedSentence], _ preparation: TaggerPreparation,
    criterion: TaggerSettings.Criterion = .score
  ) {
    (self.sentences, self.preparation, self.criterion) = (sentences, preparation, criterion)
    sequences = sentences.map { preparation.sequence(of: $0.tokens) }
    truth = sentences.map { preparation.ids(of: $0.tags) }
  }

  public func measure(
    _ model: Tagger, batch: Int, on tape: Tape<Float>, unless isStopRequested: () -> Bool
  ) -> ValidationResult<TaggerScore>? {
    let decoder = TagDecoder(model, preparation)
    var (nats, tokens, right) = (0.0, 0, 0)
    var spans = (right: 0, found: 0, gold: 0)
    for first in stride(from: 0, to: sequences.count, by: 512) {
      if first > 0, isStopRequested() { return nil }
      let part = first..<min(first + 512, sequences.count)
      let emissions = model.emissions(of: Array(sequences[part]), on: tape)
      for (index, scores) in zip(part, emissions) {
        nats += decoder.negativeLogLikelihood(of: truth[index], scores)
        let found = preparation.tags(of: decoder.path(scores))
        let gold = sentences[index].tags
        tokens += gold.count
        right += zip(found, gold).count { $0.utf8.elementsEqual($1.utf8) }
        guard preparation.scheme != nil else { continue }
        let (own, other) = (Set(SpanScheme.spans(of: found)), Set(SpanScheme.spans(of: gold)))
        spans.right += own.intersection(other).count
        (spans.found, spans.gold) = (spans.found + own.count, spans.gold + other.count)
      }
    }
    guard nats.isFinite else {
      return ValidationResult(TaggerScore(nats: .nan, tokenAccuracy: 0, spanF1: nil))
    }
    let both = spans.found + spans.gold
    return ValidationResult(
      TaggerScore(
        nats: nats / Double(max(tokens, 1)),
        tokenAccuracy: Double(right) / Double(max(tokens, 1)),
        spanF1: preparation.scheme == nil
          ? nil : both == 0 ? 1 : 2 * Double(spans.right) / Double(both)))
  }

  public func objective(of score: TaggerScore) -> Double {
    criterion == .loss || score.nats.isNaN ? score.nats : 1 - (score.spanF1 ?? score.tokenAccuracy)
  }
}
