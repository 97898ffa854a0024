public import RondoData
import RondoFiles
public import RondoText

extension RunSettings {
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
  public init(_ settings: RunSettings) { self.init(settings.corpus) }
}

extension TrainingTextReader {
  /// A reader for the text of a run.
  public init(
    _ settings: RunSettings, known: Vocabulary? = nil, cache: TokenCache? = nil
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
