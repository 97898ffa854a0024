import RondoData

/// Span F₁ of tagged sentences: a span is right if its type and both its ends are.
///
///     let score = SpanScore(
///       truth: [["B-PER", "I-PER", "O", "B-LOC"]], predicted: [["B-PER", "I-PER", "O", "O"]],
///       definition: .conlleval)
///     score.micro.f1  // 0.666…: precision 1/1, recall 1/2
///
/// The definition says which spans the tags mark. The figures are those of seqeval. O(T) time for
/// T tokens. `Sendable`.
public struct SpanScore: Sendable, Hashable {
  /// The definition of a span.
  public let definition: SpanDefinition

  /// The counts of each type that occurs, true or predicted, in the order of their bytes.
  public let perType: [SpanTypeCounts]

  /// Counts the spans.
  ///
  /// - Parameters:
  ///   - truth: The true tags of each token, by sentence.
  ///   - predicted: The predicted tags, for the same tokens.
  ///   - definition: The definition of a span.
  public init(truth: [[String]], predicted: [[String]], definition: SpanDefinition) {
    precondition(
      truth.count == predicted.count,
      "SpanScore: found \(truth.count) true and \(predicted.count) predicted sentences")
    var counts: [ClassLabel: SpanCounts] = [:]
    for (truth, predicted) in zip(truth, predicted) {
      let pair = SpanPair(truth, predicted, definition)
      for span in pair.gold { counts[span.type, default: SpanCounts()].gold += 1 }
      for span in pair.found {
        counts[span.type, default: SpanCounts()].found += 1
        if pair.gold.contains(span) { counts[span.type, default: SpanCounts()].right += 1 }
      }
    }
    self.definition = definition
    perType = counts.sorted { $0.key < $1.key }
      .map { SpanTypeCounts(type: $0.key.name, counts: $0.value) }
  }

  /// The counts over all types, from which micro-averaged precision, recall and F₁ follow.
  public var micro: SpanCounts { perType.reduce(into: SpanCounts()) { $0 += $1.counts } }

  /// The mean F₁ over the types that occur, true or predicted; 0 if there are none.
  public var macroF1: Double {
    perType.reduce(0) { $0 + $1.counts.f1 } / Double(max(perType.count, 1))
  }
}

extension SpanScore: Encodable {
  private enum Key: String, CodingKey { case definition, macroF1, perType }

  /// The counts over all types are keys beside `definition`, `macroF1` and `perType`.
  public func encode(to encoder: any Encoder) throws {
    try micro.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(definition, forKey: .definition)
    try container.encode(macroF1, forKey: .macroF1)
    try container.encode(perType, forKey: .perType)
  }
}

/// Numbers of predicted, true and right spans, with precision, recall and F₁.
///
/// A ratio 0/0 is 0, as in seqeval's `zero_division=0`. `Sendable`.
public struct SpanCounts: Sendable, Hashable {
  /// The number of predicted spans that are true ones.
  public var right = 0
  /// The number of predicted spans.
  public var found = 0
  /// The number of true spans.
  public var gold = 0

  /// Counts of 0.
  public init() {}

  /// Counts of spans.
  public init(right: Int, found: Int, gold: Int) {
    (self.right, self.found, self.gold) = (right, found, gold)
  }

  /// The fraction of predicted spans that are right.
  public var precision: Double { found == 0 ? 0 : Double(right) / Double(found) }

  /// The fraction of true spans that were found.
  public var recall: Double { gold == 0 ? 0 : Double(right) / Double(gold) }

  /// The harmonic mean of precision and recall, 2 · right / (found + gold).
  public var f1: Double { found + gold == 0 ? 0 : Double(2 * right) / Double(found + gold) }

  /// Adds the counts of other sentences or types.
  public static func += (counts: inout Self, other: Self) {
    counts.right += other.right
    counts.found += other.found
    counts.gold += other.gold
  }
}

extension SpanCounts: Encodable {
  private enum Key: String, CodingKey { case precision, recall, f1, right, found, gold }

  /// The three ratios and the three numbers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(precision, forKey: .precision)
    try container.encode(recall, forKey: .recall)
    try container.encode(f1, forKey: .f1)
    try container.encode(right, forKey: .right)
    try container.encode(found, forKey: .found)
    try container.encode(gold, forKey: .gold)
  }
}

/// The counts of the spans of one type.
///
/// `Sendable`.
public struct SpanTypeCounts: Sendable, Hashable, Encodable {
  /// The type, for example "PER".
  public var type: String
  /// The counts of its spans.
  public var counts: SpanCounts

  private enum Key: String, CodingKey { case type }

  /// The counts are keys beside `type`.
  public func encode(to encoder: any Encoder) throws {
    try counts.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(type, forKey: .type)
  }
}

/// Span F₁ by both definitions, and the number of illegal transitions.
///
///     let scores = SpanScores(truth: [["B-LOC", "I-LOC"]], predicted: [["I-LOC", "I-LOC"]])
///     scores.conlleval.micro.f1   // 1
///     scores.strict.micro.f1      // 0
///     scores.illegalTransitions   // 1: an I-LOC at the beginning
///
/// `Sendable`.
public struct SpanScores: Sendable, Hashable, Encodable {
  /// The score by conlleval's definition.
  public let conlleval: SpanScore
  /// The score by the definition of the scheme.
  public let strict: SpanScore
  /// The number of illegal transitions in the predicted tags by the scheme.
  public let illegalTransitions: Int

  /// Counts the spans; see `SpanScore.init(truth:predicted:definition:)`.
  ///
  /// - Parameters:
  ///   - truth: The true tags of each token, by sentence.
  ///   - predicted: The predicted tags, for the same tokens.
  ///   - scheme: The scheme of the tags, one of the strict definitions.
  public init(truth: [[String]], predicted: [[String]], scheme: SpanDefinition = .strictIOB2) {
    conlleval = SpanScore(truth: truth, predicted: predicted, definition: .conlleval)
    strict = SpanScore(truth: truth, predicted: predicted, definition: scheme)
    illegalTransitions = predicted.reduce(0) { $0 + scheme.illegalTransitions(in: $1) }
  }
}

/// The true and the predicted spans of a sentence.
struct SpanPair {
  let gold: Set<TypedSpan>
  let found: Set<TypedSpan>

  init(_ truth: [String], _ predicted: [String], _ definition: SpanDefinition) {
    precondition(
      truth.count == predicted.count,
      "SpanScore: found \(truth.count) true and \(predicted.count) predicted tags of a sentence")
    gold = Set(definition.spans(of: truth))
    found = Set(definition.spans(of: predicted))
  }

  var counts: SpanCounts {
    SpanCounts(right: gold.intersection(found).count, found: found.count, gold: gold.count)
  }
}
