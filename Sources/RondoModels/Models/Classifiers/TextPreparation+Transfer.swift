public import RondoEngine
import RondoText

extension TextClassifierSettings {
  /// Makes these the settings of a classifier that begins with a language model: its cell, its sizes
  /// and its symbols. Of the texts' own words, those that occur twice join them; of other symbols all.
  ///
  /// - Parameters:
  ///   - origin: The language model.
  ///   - path: The name of its file, for messages.
  ///   - hash: The SHA-256 of its file.
  /// - Throws: `ModelFileError.noOrigin` where it has what a classifier has not.
  public mutating func begin(
    with origin: ModelFile, path: String, hash: String
  ) throws(ModelFileError) {
    let architecture = origin.model.architecture
    if architecture.skipConnections {
      throw .noOrigin(path: path, reason: "it has skip connections")
    }
    classifier.cell = architecture.recurrentCell
    (classifier.hiddenSize, classifier.layers) = (architecture.hiddenSize, architecture.layers)
    (classifier.isBidirectional, classifier.startedFrom) = (false, hash)
    (unit, normalization) = (.symbol, origin.tokenizer.normalization)
    minimumCount = origin.tokenizer.unit == .word ? 2 : 1
    (maximumVocabularySize, embeddingSize) = (nil, architecture.embeddingSize)
  }
}

extension TextPreparation {
  /// Takes over embedding and recurrent layers; what symbols lack that the language model does not
  /// know is drawn as in a new one.
  public func begin(
    _ network: inout SequenceClassifier<Float>, with origin: ModelFile, seed: UInt64
  ) {
    let model = origin.model.withVocabulary(
      tokenizer.vocabulary, from: origin.tokenizer.vocabulary, seed: seed)
    (network.embedding, network.rnn) = (model.embedding, model.rnn)
  }
}
