public import RondoData
public import RondoEngine
import RondoFiles
public import RondoModels
public import RondoText

/// Everything that decides what a language-model run computes: the options that `--resume` keeps.
///
/// `Sendable`.
public struct LanguageModelSettings: TaskSettings {
  /// The kind of recurrent cell.
  public var cell = BuiltInCell.tanh
  /// H.
  public var hiddenSize = 256
  /// The number of recurrent layers.
  public var layers = 2
  /// The form of a GRU.
  @AddedSetting public var gruForm = LanguageModelArchitecture.GRUForm.pytorch
  /// The size of a symbol's vector; 0 for one-hot vectors.
  @AddedSetting public var embeddingSize = 0
  /// True where the embedding's table is the output's weight too.
  @AddedSetting public var tieWeights = false
  /// True where every layer gets the input and gives to the output.
  @AddedSetting public var skipConnections = false
  /// What a symbol is.
  public var unit = SymbolUnit.grapheme
  /// The normal form that text is brought to first.
  public var normalization = Normalization.none
  /// Conversion of line ends, applied before normalization.
  @AddedSetting public var newlines = Newlines.keep
  /// Rarer symbols are unknown.
  public var minimumCount = 1
  /// The most symbols; rarer ones are unknown.
  public var maximumVocabularySize: Int?
  /// What a document is; between documents the state is reset.
  @AddedSetting public var documents = DocumentUnit.none
  /// The name of the corpus's encoding, or "auto".
  public var encoding = "auto"
  /// True where invalid text is replaced instead of refused.
  public var lossy = false
  /// The part of the corpus, its tail, that is kept for validation.
  public var validationFraction = 0.1
  /// The SHA-256 of the model file that training began with, in hexadecimal; empty where it began
  /// with a new model.
  @AddedSetting public var startedFrom = ""
  /// How parameters are trained.
  public var training = TrainingConfiguration()

  /// The defaults.
  public init() {}
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
  /// The defaults for training a model further, `hash` being that of its file: its architecture, its
  /// symbols and its documents.
  public init(continuing model: LanguageModelFile, hash: String) {
    self.init()
    takeModel(of: model, hash: hash)
  }

  /// Takes architecture, symbols and documents of a model, `hash` being that of its file.
  mutating func takeModel(of model: LanguageModelFile, hash: String) {
    let (a, s) = (model.model.architecture, model.settings)
    (cell, hiddenSize, layers) = (a.cell, a.hiddenSize, a.layers)
    (gruForm, embeddingSize) = (a.gruForm, a.embeddingSize)
    (tieWeights, skipConnections) = (a.tieWeights, a.skipConnections)
    (unit, normalization) = (model.tokenizer.unit, model.tokenizer.normalization)
    (newlines, documents, startedFrom) = (model.tokenizer.newlines, s.documents, hash)
  }

  /// Whether the architecture and the symbols are those of other settings.
  func hasModel(of other: LanguageModelSettings) -> Bool {
    architecture(vocabularySize: 0) == other.architecture(vocabularySize: 0) && unit == other.unit
      && normalization == other.normalization && newlines == other.newlines
  }

  /// The architecture of a model for so many symbols.
  public func architecture(vocabularySize: Int) -> LanguageModelArchitecture {
    var result = LanguageModelArchitecture(
      cell: cell, vocabularySize: vocabularySize, hiddenSize: hiddenSize, layers: layers)
    (result.gruForm, result.embeddingSize) = (gruForm, embeddingSize)
    (result.tieWeights, result.skipConnections) = (tieWeights, skipConnections)
    return result
  }

  public var isUsable: Bool {
    let sizes = [hiddenSize, layers, minimumCount]
    return sizes.allSatisfy { $0 > 0 } && embeddingSize >= 0 && maximumVocabularySize ?? 1 > 0
      && (0..<1).contains(validationFraction) && training.isUsable
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
