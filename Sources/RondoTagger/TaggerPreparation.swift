public import RondoData
public import RondoEngine
public import RondoFiles
public import RondoModels
import RondoText

/// Conversion of sentences to ids of words and characters, and of scores to tags; saved with a
/// tagger.
///
/// A word's vector belongs to its folded form: lower case, with every digit as 0. Its characters are
/// read as they are. `Sendable`.
public struct TaggerPreparation: ModelPreparation {
  /// Tags in the order of their ids: those of the scheme in which the networks learn spans, or those
  /// of the data.
  public let tags: [String]
  /// Scheme of the training data; nil if their tags do not describe spans.
  public let scheme: SpanScheme?
  /// Folded words.
  let words: Vocabulary
  /// Characters, as graphemes.
  let characters: Vocabulary
  let embeddingSize: Int
  let characterSize: Int

  /// Largest number of characters of a word that its network reads.
  static let wordLengthLimit = 100

  /// Creates the preparation for the sentences of a training part.
  ///
  /// - Parameters:
  ///   - sentences: Training sentences with their tags, at least one.
  ///   - others: Further sentences whose tags, but not words, become known.
  ///   - scheme: Scheme of the tags; nil if they do not describe spans.
  ///   - settings: Sizes, and the least number of occurrences of a word.
  public init(
    _ sentences: [TaggedSentence], tagsOf others: [TaggedSentence] = [], scheme: SpanScheme?,
    _ settings: TaggerSettings
  ) {
    self.scheme = scheme
    var (counts, graphemes): ([[UInt8]: Int], Set<[UInt8]>) = ([:], [])
    var found: Set<ClassLabel> = []
    let learned = scheme.map { _ in SpanScheme.bioes }
    for sentence in sentences {
      for token in sentence.tokens {
        counts[Self.folded(token), default: 0] += 1
        for character in token { graphemes.insert(Array(character.utf8)) }
      }
    }
    for sentence in sentences + others {
      for tag in learned?.converted(sentence.tags) ?? sentence.tags {
        found.insert(ClassLabel(tag))
      }
    }
    tags = found.sorted().map(\.name)
    let kept = counts.filter { $0.value >= settings.minimumCount }.keys
    words = Self.vocabulary(kept.isEmpty ? Array(counts.keys) : Array(kept))
    characters = Self.vocabulary(Array(graphemes))
    (embeddingSize, characterSize) = (settings.embeddingSize, settings.characterSize)
  }

  private static func vocabulary(_ symbols: [[UInt8]]) -> Vocabulary {
    do throws(TextError) {
      return try Vocabulary(symbols: symbols.sorted { $0.lexicographicallyPrecedes($1) })
    } catch { preconditionFailure("symbols of a set are distinct: \(error)") }
  }

  /// Lower case, with every digit as 0.
  static func folded(_ word: String) -> [UInt8] {
    Array(
      String(
        word.lowercased().map { character in
          character.wholeNumberValue != nil && character.isNumber ? "0" : character
        }
      ).utf8)
  }

  /// Input of the networks.
  public var input: EncoderInput {
    .words(
      count: words.count, embeddingSize: embeddingSize, characters: characters.count,
      characterSize: characterSize)
  }

  /// Converts the tokens of a sentence, at least one, to numbers.
  public func sequence(of tokens: [String]) -> SequenceInput {
    SequenceInput(
      words: tokens.map { words.id(of: Self.folded($0)) ?? words.unknownID },
      characters: tokens.map { token in
        token.prefix(Self.wordLengthLimit).map {
          characters.id(of: Array($0.utf8)) ?? characters.unknownID
        }
      }, unknown: words.unknownID, unknownCharacter: characters.unknownID)
  }

  /// True if the training data contain a word, as it is written here or in another case.
  public func knows(_ word: String) -> Bool { words.id(of: Self.folded(word)) != nil }

  /// Ids of the tags of a sentence; nil for one that the training data lack.
  public func ids(of sentenceTags: [String]) -> [Int?] {
    let learned = scheme == nil ? sentenceTags : SpanScheme.bioes.converted(sentenceTags)
    return learned.map { tag in places[ClassLabel(tag)] }
  }

  private var places: [ClassLabel: Int] {
    Dictionary(uniqueKeysWithValues: zip(tags.map { ClassLabel($0) }, tags.indices))
  }

  /// Converts predicted ids to tags of the scheme of the training data.
  public func tags(of ids: [Int]) -> [String] {
    let found = ids.map { tags[$0] }
    return scheme?.converted(found) ?? found
  }

  /// Tags that may follow each other; nil if all may.
  public var allowed: AllowedTransitions? {
    guard scheme != nil else { return nil }
    return AllowedTransitions(labels: tags.count) { previous, next in
      SpanScheme.bioes.allows(previous: previous.map { tags[$0] }, next: next.map { tags[$0] })
    }
  }
}

extension TaggerPreparation {
  private struct Units: Codable {
    var words: Vocabulary
    var characters: Vocabulary
    var embeddingSize: Int
    var characterSize: Int
    var scheme: SpanScheme?
  }

  /// Adds `labels` and `words`.
  public func write(to metadata: inout SafetensorsMetadata) throws {
    metadata["labels"] = try JSONText.of(tags)
    metadata["words"] = try JSONText.of(
      Units(
        words: words, characters: characters, embeddingSize: embeddingSize,
        characterSize: characterSize, scheme: scheme))
  }

  public init(_ metadata: MetadataReader, for architecture: TaggerArchitecture) throws {
    tags = try metadata.read("labels")
    let units = try metadata.read("words", as: Units.self)
    (words, characters, scheme) = (units.words, units.characters, units.scheme)
    (embeddingSize, characterSize) = (units.embeddingSize, units.characterSize)
    guard Set(tags.map { ClassLabel($0) }).count == architecture.tags,
      tags.count == architecture.tags
    else {
      throw ModelFileError.badMetadata(
        path: metadata.path, key: "labels",
        reason: "\(tags.count) labels for \(architecture.tags) outputs")
    }
    guard input == architecture.input else {
      throw ModelFileError.badMetadata(
        path: metadata.path, key: "words", reason: "it does not fit the architecture")
    }
  }

  /// True: lower case and graphemes follow Unicode's rules.
  public var dependsOnUnicode: Bool { true }
}
