import Rondo

extension LanguageModelArchitecture {
  /// The cell and the sizes, such as `tanh RNN, 2 × 256`, and what else is not as usual.
  var summary: String {
    var parts = [recurrentCell.name, "\(layers) × \(hiddenSize)"]
    if skipConnections { parts.append("skip connections") }
    if embeddingSize > 0 { parts.append("embeddings of \(embeddingSize)") }
    if tieWeights { parts.append("tied weights") }
    return parts.joined(separator: ", ")
  }
}

extension RecurrentCell {
  /// The name by which people know it.
  var name: String {
    switch self {
    case .tanh: "tanh RNN"
    case .gru: "GRU"
    case .originalGRU: "original GRU"
    case .lstm: "LSTM"
    }
  }
}
