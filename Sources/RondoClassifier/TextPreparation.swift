import RondoData
public import RondoEngine
public import RondoEvaluation
public import RondoLanguageModel
public import RondoModels
public import RondoText

/// Unit of text that a time step of a text classifier reads.
public enum TextUnit: String, Sendable, Hashable, Codable, CaseIterable {
  /// Grapheme, a user-perceived character.
  case grapheme
  /// Word, or a punctuation mark between words; spaces are omitted.
  case word
  /// Word with its characters, which carry information about unknown words.
  case both
  /// Symbol of the language model from which training started, including spaces.
  case symbol
}

/// Conversion of texts to ids, and of outputs to labels; saved with a text classifier.
///
/// `Sendable`.
public struct TextPreparation: ClassifierPreparation, Equatable {
  /// Unit of text that a time step reads.
  public let unit: TextUnit
  /// True if case is folded and compatibility characters are replaced first.
  public let foldsCase: Bool
  /// Tokenizer into graphemes, words or symbols.
  public let tokenizer: Tokenizer
  /// Tokenizer of words into graphemes; nil unless the unit is `both`.
  public let characterTokenizer: Tokenizer?
  /// Size of a vector of the embedding; 0 for one-hot vectors.
  public let embeddingSize: Int
  /// Number of units of the network that reads the characters of words; 0 unless the unit is
  /// `both`.
  public let characterSize: Int
  /// Largest number of time steps of a text that the networks read; the rest of a longer text is
  /// ignored. Nil, no limit, for models of older releases.
  public let maximumSteps: Int?
  /// Largest number of characters of a word that its network reads; nil, no limit, for models of
  /// older releases.
  public let maximumWordLength: Int?
  public let targets: TargetSpace
  /// Naive Bayes over characters and over words, counted in the training cases; empty if it is not
  /// used.
  public let naiveBayes: [NaiveBayesBaseline]

  public init(
    _ texts: [String], targets: TargetSpace, truth: [Int] = [],
    _ settings: TextClassifierSettings, origin: LanguageModelFile? = nil,
    workers: Workers = .single
  ) {
    precondition(
      (origin != nil) == (settings.unit == .symbol),
      "the unit \(settings.unit) \(origin == nil ? "without" : "with") a language model")
    (unit, foldsCase) = (settings.unit, settings.foldsCase)
    self.targets = targets
    naiveBayes =
      settings.asksNaiveBayes
      ? NGramUnit.allCases.map { unit in
        NaiveBayesBaseline(texts: texts, labels: truth, classes: targets.outputs, unit: unit)
      } : []
    let texts = texts.map { Self.bytes(of: $0, folded: settings.foldsCase) }
    tokenizer = Self.tokenizer(of: texts, settings, known: origin?.tokenizer)
    var characters: Tokenizer?
    if settings.unit == .both {
      var builder = TokenizedCorpus.Builder(
        unit: .grapheme, normalization: settings.normalization)
      for text in texts { builder.append(text) }
      characters = builder.finish { $0 }.tokenizer
    }
    characterTokenizer = characters
    (maximumSteps, maximumWordLength) = (Self.stepLimit, Self.wordLengthLimit)
    embeddingSize =
      settings.embeddingSize > 0 || [.grapheme, .symbol].contains(settings.unit)
      ? settings.embeddingSize : 1
    characterSize = settings.unit == .both ? settings.characterSize : 0
  }

  /// Largest number of time steps of a text that new models read, which limits the memory for a
  /// text.
  public static let stepLimit = 1 << 16

  /// Largest number of characters of a word that new models read.
  static let wordLengthLimit = 100

  /// Tokenizer of known symbols and those of texts; known byte pairs can form every text and are
  /// kept as they are. If the limits on rare symbols leave only white space, all symbols are kept,
  /// because a network without symbols can be neither trained nor loaded.
  private static func tokenizer(
    of texts: [[UInt8]], _ settings: TextClassifierSettings, known: Tokenizer?
  ) -> Tokenizer {
    if let known, known.unit == .bpe { return known }
    var builder = TokenizedCorpus.Builder(
      unit: known?.unit ?? (settings.unit == .grapheme ? .grapheme : .word),
      normalization: settings.normalization, known: known?.vocabulary)
    builder.newlines = known?.newlines ?? .keep
    for text in texts { builder.append(text) }
    let limits = VocabularyLimits(
      minimumCount: settings.minimumCount, maximumSize: settings.maximumVocabularySize)
    let all = builder
    let tokenizer = builder.finish(limits: limits) { $0 }.tokenizer
    guard tokenizer.vocabulary.symbols.allSatisfy({ isBlank($0[...]) }) else { return tokenizer }
    return all.finish(limits: VocabularyLimits()) { $0 }.tokenizer
  }

  /// True if limits on rare symbols leave a symbol of these texts other than white space. Linear in
  /// the length of the texts; stops at the first such symbol unless the number of symbols is also
  /// limited.
  ///
  /// - Parameters:
  ///   - texts: The training texts.
  ///   - settings: The limits, and the unit of text.
  public static func keepsSymbols(of texts: [String], _ settings: TextClassifierSettings) -> Bool {
    guard settings.unit != .symbol,
      settings.minimumCount > 1 || settings.maximumVocabularySize != nil
    else { return true }
    let segmenter = Segmenter(unit: settings.unit == .grapheme ? .grapheme : .word)
    var counts: [[UInt8]: Int] = [:]
    for text in texts {
      let utf8 = settings.normalization.normalized(bytes(of: text, folded: settings.foldsCase))
      var isKept = false
      segmenter.forEachSymbol(in: utf8.span) { range in
        let symbol = Array(utf8[range])
        counts[symbol, default: 0] += 1
        if counts[symbol, default: 0] >= settings.minimumCount, !isBlank(symbol[...]) {
          isKept = true
        }
      }
      if isKept, settings.maximumVocabularySize == nil { return true }
    }
    guard let size = settings.maximumVocabularySize else { return false }
    let kept = counts.filter { $0.value >= settings.minimumCount }.sorted {
      $0.value == $1.value
        ? $0.key.lexicographicallyPrecedes($1.key) : $0.value > $1.value
    }
    return kept.prefix(size).contains { !isBlank($0.key[...]) }
  }

  private static func bytes(of text: String, folded: Bool) -> [UInt8] {
    folded ? TextFolding.folded(text) : Array(text.utf8)
  }

  public var input: EncoderInput {
    guard let characterTokenizer else {
      return .symbols(count: tokenizer.vocabulary.count, embeddingSize: embeddingSize)
    }
    return .words(
      count: tokenizer.vocabulary.count, embeddingSize: embeddingSize,
      characters: characterTokenizer.vocabulary.count, characterSize: characterSize)
  }

  public func sequence(of text: String) -> SequenceInput {
    let utf8 = Self.bytes(of: text, folded: foldsCase)
    let unknown = tokenizer.vocabulary.unknownID
    if unit == .grapheme || unit == .symbol {
      return SequenceInput(
        symbols: Array(symbols(of: utf8).prefix(maximumSteps ?? .max)), unknown: unknown)
    }
    let encoded = tokenizer.encodeWithRanges(utf8)
    var words: [Int32] = []
    var spellings: [[Int32]] = []
    for (place, id) in encoded.ids.enumerated() {
      let word = encoded.utf8[encoded.ranges[place]]
      if Self.isBlank(word) { continue }
      if words.count == maximumSteps ?? .max { break }
      words.append(id)
      if let characterTokenizer {
        let characters = characterTokenizer.encode(Array(word))
        spellings.append(Array(characters.prefix(maximumWordLength ?? .max)))
      }
    }
    guard let characterTokenizer else { return SequenceInput(symbols: words, unknown: unknown) }
    return SequenceInput(
      words: words, characters: spellings, unknown: unknown,
      unknownCharacter: characterTokenizer.vocabulary.unknownID)
  }

  /// True if the text has more time steps than the networks read.
  public func truncates(_ text: String) -> Bool {
    guard let maximumSteps, text.utf8.count > maximumSteps else { return false }
    let utf8 = Self.bytes(of: text, folded: foldsCase)
    if unit == .grapheme || unit == .symbol { return symbols(of: utf8).count > maximumSteps }
    let encoded = tokenizer.encodeWithRanges(utf8)
    return encoded.ranges.count { !Self.isBlank(encoded.utf8[$0]) } > maximumSteps
  }

  public var opinionNames: [String] { naiveBayes.map { "naive Bayes on \($0.unit) n-grams" } }

  public func opinions(on text: String) -> [Double] { naiveBayes.flatMap { $0.opinion(on: text) } }

  /// Symbols of a text; it starts with a document boundary if the language model was trained on
  /// documents.
  private func symbols(of utf8: [UInt8]) -> [Int32] {
    let border = unit == .symbol ? tokenizer.vocabulary.borderID : nil
    return (border.map { [$0] } ?? []) + Array(tokenizer.encode(utf8))
  }

  /// True if a symbol is only white space.
  private static func isBlank(_ word: ArraySlice<UInt8>) -> Bool {
    guard let first = word.first, first <= 0x20 || first >= 0x80 else { return false }
    return String(decoding: word, as: UTF8.self).unicodeScalars.allSatisfy {
      $0.properties.isWhitespace
    }
  }
}

extension TextClassifierSettings {
  /// Sets cell, sizes and symbols to those of a language model from which training starts. Words of
  /// the training texts are added if they occur twice, other symbols if they occur once.
  ///
  /// - Parameters:
  ///   - origin: The language model.
  ///   - path: Name of its file, for messages.
  ///   - hash: SHA-256 of its file.
  /// - Throws: `ModelFileError.noOrigin` if it has parts that a classifier lacks.
  public mutating func begin(
    with origin: LanguageModelFile, path: String, hash: String
  ) throws(ModelFileError) {
    let architecture = origin.model.architecture
    if architecture.skipConnections {
      throw .noOrigin(path: path, reason: "it has skip connections")
    }
    classifier.architecture.cell = architecture.cell
    classifier.architecture.hiddenSize = architecture.hiddenSize
    classifier.architecture.layers = architecture.layers
    (classifier.architecture.isBidirectional, classifier.startedFrom) = (false, hash)
    (unit, normalization) = (.symbol, origin.tokenizer.normalization)
    minimumCount = origin.tokenizer.unit == .word ? 2 : 1
    (maximumVocabularySize, embeddingSize) = (nil, architecture.embeddingSize)
  }
}

extension TextClassifierSettings {
  /// Whether everything that `begin` takes from a language model is that of other settings.
  func hasModel(of other: TextClassifierSettings) -> Bool {
    let (a, b) = (classifier.architecture, other.classifier.architecture)
    return a.cell == b.cell && a.hiddenSize == b.hiddenSize && a.layers == b.layers
      && a.isBidirectional == b.isBidirectional && unit == other.unit
      && normalization == other.normalization && minimumCount == other.minimumCount
      && maximumVocabularySize == other.maximumVocabularySize
      && embeddingSize == other.embeddingSize && characterSize == other.characterSize
  }
}

extension TextPreparation {
  /// Copies embedding and recurrent layers; parameters of symbols that the language model does not
  /// know are initialized as in a new one.
  public func begin(
    _ network: inout SequenceClassifier<Float>, with origin: LanguageModelFile, seed: UInt64
  ) {
    let model = origin.model.withVocabulary(
      tokenizer.vocabulary, from: origin.tokenizer.vocabulary, seed: seed)
    (network.encoder.embedding, network.encoder.rnn) = (model.encoder.embedding, model.encoder.rnn)
  }
}
