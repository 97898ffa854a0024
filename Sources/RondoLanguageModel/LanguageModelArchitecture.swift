public import RondoEngine
public import RondoModels

/// The parts and sizes of a language model; saved beside its weights.
///
/// `Sendable`.
public struct LanguageModelArchitecture: Sendable, Hashable {
  /// The recurrent cell.
  public var cell: BuiltInCell
  /// V: the number of symbols; 0 in settings, where the text decides it.
  public var vocabularySize: Int
  /// H.
  public var hiddenSize: Int
  /// The number of recurrent layers.
  public var layers: Int
  /// E: the size of a symbol's vector in a trained table; 0 for one-hot vectors.
  @AddedSetting public var embeddingSize = 0
  /// True where the embedding's table [V, E] is also the output layer's weight (Press & Wolf 2017),
  /// which requires E to be the size of the recurrent output.
  @AddedSetting public var tieWeights = false
  /// True where every recurrent layer reads the symbol and feeds the output layer: `RNN`.
  @AddedSetting public var skipConnections = false

  /// An architecture.
  public init(
    cell: BuiltInCell = .tanh, vocabularySize: Int = 0, hiddenSize: Int = 256, layers: Int = 1
  ) {
    (self.cell, self.vocabularySize) = (cell, vocabularySize)
    (self.hiddenSize, self.layers) = (hiddenSize, layers)
  }
}

extension LanguageModelArchitecture: Codable {
  private enum Key: String, CodingKey {
    case cell, gruForm, vocabularySize, hiddenSize, layers
    case embeddingSize, tieWeights, skipConnections
  }

  /// The place of a GRU's reset gate, which files name beside the cell.
  private enum GRUForm: String, Codable { case pytorch, original }

  /// Writes an original GRU as a cell `gru` of the form `original`, and the number of symbols only
  /// where it is known.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(cell == .originalGRU ? .gru : cell, forKey: .cell)
    if cell == .originalGRU { try container.encode(GRUForm.original, forKey: .gruForm) }
    if vocabularySize != 0 { try container.encode(vocabularySize, forKey: .vocabularySize) }
    try container.encode(hiddenSize, forKey: .hiddenSize)
    try container.encode(layers, forKey: .layers)
    try container.encode(_embeddingSize, forKey: .embeddingSize)
    try container.encode(_tieWeights, forKey: .tieWeights)
    try container.encode(_skipConnections, forKey: .skipConnections)
  }

  /// Reads both spellings of an original GRU: that of `encode`, and its own name as the cell.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    cell = try container.decode(BuiltInCell.self, forKey: .cell)
    let form = try container.decodeIfPresent(GRUForm.self, forKey: .gruForm)
    if cell == .gru, form == .original { cell = .originalGRU }
    vocabularySize = try container.decodeIfPresent(Int.self, forKey: .vocabularySize) ?? 0
    hiddenSize = try container.decode(Int.self, forKey: .hiddenSize)
    layers = try container.decode(Int.self, forKey: .layers)
    _embeddingSize = try container.decode(AddedSetting.self, forKey: .embeddingSize)
    _tieWeights = try container.decode(AddedSetting.self, forKey: .tieWeights)
    _skipConnections = try container.decode(AddedSetting.self, forKey: .skipConnections)
  }
}

extension LanguageModelArchitecture {
  /// The parts between the symbols and the output layer.
  public var encoder: EncoderArchitecture {
    EncoderArchitecture(
      .symbols(count: vocabularySize, embeddingSize: embeddingSize), cell: cell,
      hiddenSize: hiddenSize, layers: layers, hasSkipConnections: skipConnections)
  }

  /// The size of the vectors that go into the output layer.
  public var outputSize: Int { encoder.outputSize }

  /// The number of parameters; as a `Double`, which no sizes overflow.
  public var parameterCount: Double {
    let symbols = Double(vocabularySize)
    let outputs = (skipConnections ? Double(layers) : 1) * Double(hiddenSize)
    return encoder.parameterCount + (tieWeights ? symbols : symbols * outputs + symbols)
  }
}

extension LanguageModelArchitecture {
  /// The cell and the sizes, such as `tanh RNN, 2 × 256`, and what else is not as usual.
  public var summary: String {
    var parts = [cell.name, "\(layers) × \(hiddenSize)"]
    if skipConnections { parts.append("skip connections") }
    if embeddingSize > 0 { parts.append("embeddings of \(embeddingSize)") }
    if tieWeights { parts.append("tied weights") }
    return parts.joined(separator: ", ")
  }
}
