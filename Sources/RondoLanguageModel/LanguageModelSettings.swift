public import RondoData
import RondoEngine
import RondoFiles
public import RondoModels
public import RondoText

/// The settings that decide the result of training a language model, which a resumed run keeps.
///
///     var settings = LanguageModelSettings()
///     settings.architecture.hiddenSize = 512
///     settings.training.learningRate = 0.002
///     try settings.check()
///
/// `Sendable`.
public struct LanguageModelSettings: TaskSettings {
  /// The parts and sizes of the model; the number of symbols is 0, because the text decides it.
  public var architecture = LanguageModelArchitecture(layers: 2)
  /// The unit of a symbol.
  public var unit = SymbolUnit.grapheme
  /// The normal form of the text.
  public var normalization = Normalization.none
  /// Conversion of line ends, applied before normalization.
  @AddedSetting public var newlines = Newlines.keep
  /// The least number of occurrences of a symbol in the vocabulary; rarer ones are unknown.
  public var minimumCount = 1
  /// The maximum size of the vocabulary, whose rarest symbols are dropped first; nil for no limit.
  public var maximumVocabularySize: Int?
  /// The unit of a document; the recurrent state is reset between documents.
  @AddedSetting public var documents = DocumentUnit.none
  /// The name of the corpus's encoding, or "auto".
  public var encoding = "auto"
  /// True where invalid text is replaced instead of refused.
  public var lossy = false
  /// The fraction of the corpus, at its end, that is kept for validation.
  public var validationFraction = 0.1
  /// The SHA-256 of the model file that training began with, in hexadecimal; empty where it began
  /// with a new model.
  @AddedSetting public var startedFrom = ""
  /// The training method.
  public var training = TrainingConfiguration()

  /// The defaults.
  public init() {}
}

extension LanguageModelSettings {
  private enum Key: String, CodingKey {
    case unit, normalization, newlines, minimumCount, maximumVocabularySize, documents
    case encoding, lossy, validationFraction, startedFrom, training
  }

  /// Writes the architecture's values beside the others, where files have always had them.
  public func encode(to encoder: any Encoder) throws {
    try architecture.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(unit, forKey: .unit)
    try container.encode(normalization, forKey: .normalization)
    try container.encode(_newlines, forKey: .newlines)
    try container.encode(minimumCount, forKey: .minimumCount)
    try container.encodeIfPresent(maximumVocabularySize, forKey: .maximumVocabularySize)
    try container.encode(_documents, forKey: .documents)
    try container.encode(encoding, forKey: .encoding)
    try container.encode(lossy, forKey: .lossy)
    try container.encode(validationFraction, forKey: .validationFraction)
    try container.encode(_startedFrom, forKey: .startedFrom)
    try container.encode(training, forKey: .training)
  }

  /// Reads the output of `encode`.
  public init(from decoder: any Decoder) throws {
    architecture = try LanguageModelArchitecture(from: decoder)
    let container = try decoder.container(keyedBy: Key.self)
    unit = try container.decode(SymbolUnit.self, forKey: .unit)
    normalization = try container.decode(Normalization.self, forKey: .normalization)
    _newlines = try container.decode(AddedSetting.self, forKey: .newlines)
    minimumCount = try container.decode(Int.self, forKey: .minimumCount)
    maximumVocabularySize =
      try container.decodeIfPresent(Int.self, forKey: .maximumVocabularySize)
    _documents = try container.decode(AddedSetting.self, forKey: .documents)
    encoding = try container.decode(String.self, forKey: .encoding)
    lossy = try container.decode(Bool.self, forKey: .lossy)
    validationFraction = try container.decode(Double.self, forKey: .validationFraction)
    _startedFrom = try container.decode(AddedSetting.self, forKey: .startedFrom)
    training = try container.decode(TrainingConfiguration.self, forKey: .training)
  }
}

extension DocumentUnit: NeutralSetting {
  /// None: one continuous text.
  public static var neutral: DocumentUnit { .none }
}

extension Newlines: NeutralSetting {
  /// No change.
  public static var neutral: Newlines { .keep }
}

extension LanguageModelSettings {
  /// The defaults for training a model further: its architecture, symbols and documents.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - hash: The SHA-256 of its file.
  public init(continuing model: LanguageModelFile, hash: String) {
    self.init()
    takeModel(of: model, hash: hash)
  }

  /// Takes the architecture, symbols and documents of a model.
  mutating func takeModel(of model: LanguageModelFile, hash: String) {
    architecture = model.model.architecture
    architecture.vocabularySize = 0
    if unit != model.tokenizer.unit { choose(model.tokenizer.unit) }
    normalization = model.tokenizer.normalization
    (newlines, documents) = (model.tokenizer.newlines, model.settings.documents)
    startedFrom = hash
  }

  /// Whether the architecture and the symbols are those of other settings.
  func hasModel(of other: LanguageModelSettings) -> Bool {
    architecture == other.architecture && unit == other.unit
      && normalization == other.normalization && newlines == other.newlines
  }

  /// The architecture of a model of `vocabularySize` symbols.
  public func architecture(vocabularySize: Int) -> LanguageModelArchitecture {
    var result = architecture
    result.vocabularySize = vocabularySize
    return result
  }

  /// Chooses the unit of a symbol with its usual size of the vocabulary.
  public mutating func choose(_ unit: SymbolUnit) {
    self.unit = unit
    maximumVocabularySize = unit == .bpe ? BytePairs.defaultCount : nil
  }

  /// Chooses an optimizer with its usual learning rate and weight decay.
  public mutating func choose(_ optimizer: TrainingConfiguration.OptimizerName) {
    guard optimizer != training.optimizer else { return }
    training.choose(optimizer, learningRate: optimizer.defaultLearningRate)
  }
}

extension LanguageModelSettings {
  public var isUsable: Bool { (try? checkRanges()) != nil }

  /// Checks that each setting is in its range.
  public func checkRanges() throws(SettingsError) {
    try SettingsError.check(architecture.hiddenSize, in: 1...SettingsError.largestSize, .hiddenSize)
    try SettingsError.check(architecture.layers, in: 1...SettingsError.largestSize, .layers)
    try SettingsError.check(
      architecture.embeddingSize, in: 0...SettingsError.largestSize, .embeddingSize)
    try SettingsError.check(minimumCount, in: 1...SettingsError.largestSize, .minimumCount)
    try SettingsError.check(
      maximumVocabularySize ?? 1, in: 1...SettingsError.largestSize, .maximumVocabularySize)
    try SettingsError.check(part: validationFraction, .validationFraction)
    try training.checkRanges()
  }

  /// Checks that each setting is in its range and that they fit together.
  public func check() throws(SettingsError) {
    try checkRanges()
    if unit == .bpe, let size = maximumVocabularySize, size < BytePairs.leastCount {
      throw SettingsError(
        """
        \(.maximumVocabularySize) must be \(BytePairs.leastCount) or more with \
        \(.unit, to: SymbolUnit.bpe.rawValue): the 256 bytes, and at least one pair
        """)
    }
    let output = architecture.outputSize
    if architecture.tieWeights, architecture.embeddingSize != output {
      throw SettingsError(
        """
        \(.tieWeights) needs \(.embeddingSize, to: output), the size of the recurrent output, not \
        \(architecture.embeddingSize)
        """)
    }
    try training.check(cell: architecture.cell, isValidated: validationFraction > 0)
  }
}

extension LanguageModelSettings {
  /// The part of the settings that decides how text becomes ids.
  public var corpus: CorpusSettings {
    var corpus = CorpusSettings()
    (corpus.encoding, corpus.lossy) = (encoding, lossy)
    (corpus.unit, corpus.newlines, corpus.normalization) = (unit, newlines, normalization)
    corpus.documents = documents
    (corpus.minimumCount, corpus.maximumVocabularySize) = (minimumCount, maximumVocabularySize)
    corpus.validationFraction = validationFraction
    return corpus
  }
}

extension CorpusReader {
  /// A reader for the text of a run.
  public init(_ settings: LanguageModelSettings) { self.init(settings.corpus) }
}

extension TrainingTextReader {
  /// A reader for the text of a run.
  public init(
    _ settings: LanguageModelSettings, known: Vocabulary? = nil, cache: TokenCache? = nil
  ) {
    self.init(settings.corpus, known: known, cache: cache)
  }
}

extension TokenCache {
  /// The cache of the runs in the folder in which a run's folder lies.
  public init(besideRun run: RunFolder) {
    var path = run.path[...]
    while path.count > 1, path.last == "/" { path.removeLast() }
    self.init(folder: "\(PathParts(String(path)).folder)/.tokens")
  }
}
