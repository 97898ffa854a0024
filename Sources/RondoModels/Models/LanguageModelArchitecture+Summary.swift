import RondoEngine

extension LanguageModelArchitecture {
  /// The cell and the sizes, such as `tanh RNN, 2 × 256`, and what else is not as usual.
  public var summary: String {
    var parts = [recurrentCell.name, "\(layers) × \(hiddenSize)"]
    if skipConnections { parts.append("skip connections") }
    if embeddingSize > 0 { parts.append("embeddings of \(embeddingSize)") }
    if tieWeights { parts.append("tied weights") }
    return parts.joined(separator: ", ")
  }
}
