import RondoData

/// Scores of the tags of sentences, token by token.
///
///     let score = TokenScore(
///       truth: [["DET", "NOUN"], ["VERB"]], predicted: [["DET", "VERB"], ["VERB"]],
///       unknown: [[false, true], [false]])
///     score.accuracy          // 0.666…
///     score.unknownAccuracy   // 0
///     score.sentenceAccuracy  // 0.5
///
/// O(T + K) time for T tokens and K tags. `Sendable`.
public struct TokenScore: Sendable {
  /// The number of tokens by true and predicted tag; its labels are the tags that occur, in the
  /// order of their bytes.
  public let confusion: ConfusionMatrix

  /// The number of unknown tokens, whose words the training data lack; nil if not known.
  public let unknown: Int?

  /// The number of unknown tokens with the right tag; nil if not known.
  public let unknownRight: Int?

  /// The number of sentences with at least one token.
  public let sentences: Int

  /// The number of these with all tags right.
  public let exactSentences: Int

  /// Compares tags.
  ///
  /// - Parameters:
  ///   - truth: The true tags of each token, by sentence.
  ///   - predicted: The predicted tags, for the same tokens.
  ///   - unknown: Whether the training data lack each token's word
  ///     (``KnownWords/unknown(in:)``); nil if not known.
  public init(truth: [[String]], predicted: [[String]], unknown: [[Bool]]? = nil) {
    let lengths = truth.map(\.count)
    precondition(
      lengths == predicted.map(\.count) && (unknown.map { lengths == $0.map(\.count) } ?? true),
      "TokenScore: found sentences of different numbers of tokens")
    let (truthTags, predictedTags) = (
      truth.joined().map { ClassLabel($0) }, predicted.joined().map { ClassLabel($0) }
    )
    let tags = Set(truthTags).union(predictedTags).sorted()
    let ids = Dictionary(uniqueKeysWithValues: zip(tags, tags.indices))
    let rows = truthTags.compactMap { ids[$0] }
    let columns = predictedTags.compactMap { ids[$0] }
    confusion = ConfusionMatrix(labels: tags.map(\.name), truth: rows, predicted: columns)
    let marks = unknown.map { Array($0.joined()) }
    self.unknown = marks.map { $0.count { $0 } }
    unknownRight = marks.map { marks in
      rows.indices.count { marks[$0] && rows[$0] == columns[$0] }
    }
    var (start, count, exact) = (0, 0, 0)
    for length in lengths where length > 0 {
      count += 1
      if (start..<start + length).allSatisfy({ rows[$0] == columns[$0] }) { exact += 1 }
      start += length
    }
    (sentences, exactSentences) = (count, exact)
  }

  /// The number of tokens.
  public var tokens: Int { confusion.total }

  /// The fraction of tokens with the right tag; 0 for no tokens.
  public var accuracy: Double { confusion.accuracy }

  /// The fraction of unknown tokens with the right tag; nil if there are none or they are not
  /// known.
  public var unknownAccuracy: Double? {
    guard let unknown, let unknownRight, unknown > 0 else { return nil }
    return Double(unknownRight) / Double(unknown)
  }

  /// The fraction of sentences with all tags right; 0 for no sentences.
  public var sentenceAccuracy: Double {
    sentences == 0 ? 0 : Double(exactSentences) / Double(sentences)
  }

  /// The mean F₁ over the tags that occur, true or predicted.
  public var macroF1: Double { confusion.macroF1 }
}

extension TokenScore: Encodable {
  private enum Key: String, CodingKey {
    case tokens, tokenAccuracy, unknownTokens, unknownAccuracy, sentences, sentenceAccuracy, macroF1
    case perTag, confusion
  }

  /// All keys are present; unknown values are null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(tokens, forKey: .tokens)
    try container.encode(accuracy, forKey: .tokenAccuracy)
    try container.encode(unknown, forKey: .unknownTokens)
    try container.encode(unknownAccuracy, forKey: .unknownAccuracy)
    try container.encode(sentences, forKey: .sentences)
    try container.encode(sentenceAccuracy, forKey: .sentenceAccuracy)
    try container.encode(macroF1, forKey: .macroF1)
    try container.encode(confusion.perLabel, forKey: .perTag)
    try container.encode(confusion, forKey: .confusion)
  }
}

/// The words of training data, by their bytes: "Ferry" and "ferry" are two words.
///
///     KnownWords([["the", "ferry"]]).unknown(in: [["the", "Ferry"]])  // [[false, true]]
///
/// `Sendable`.
public struct KnownWords: Sendable {
  private let words: Set<[UInt8]>

  /// The words of sentences.
  public init(_ sentences: [[String]]) {
    words = sentences.reduce(into: []) { $0.formUnion($1.lazy.map { Array($0.utf8) }) }
  }

  /// Whether the training data have a word.
  public func contains(_ word: String) -> Bool { words.contains(Array(word.utf8)) }

  /// Whether the training data lack each word of other sentences.
  public func unknown(in sentences: [[String]]) -> [[Bool]] {
    sentences.map { $0.map { !contains($0) } }
  }
}
