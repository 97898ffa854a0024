public import RondoEngine
public import RondoModels

/// The parts and sizes of a language model; saved beside its weights.
///
/// `Sendable`.
public struct LanguageModelArchitecture: Sendable, Hashable, Codable {
  /// Where a GRU's reset gate stands: another way to choose between two cells, which files have.
  public enum GRUForm: String, NeutralSetting, CaseIterable {
    /// After the product, as in PyTorch and cuDNN: `BuiltInCell.gru`.
    case pytorch
    /// Before the product, as in Cho et al. 2014: `BuiltInCell.originalGRU`.
    case original

    /// `pytorch`.
    public static var neutral: GRUForm { .pytorch }
  }

  /// The kind of recurrent cell.
  public var cell: BuiltInCell
  /// V: the number of symbols.
  public var vocabularySize: Int
  /// H.
  public var hiddenSize: Int
  /// The number of recurrent layers.
  public var layers: Int
  /// The form of a GRU; other cells have none.
  @AddedSetting public var gruForm = GRUForm.pytorch
  /// E: the size of a symbol's vector in a table that is trained; 0 for one-hot vectors.
  @AddedSetting public var embeddingSize = 0
  /// True where the embedding's table [V, E] is the output's weight too (Press & Wolf 2017), which
  /// needs E to be the size of the recurrent output.
  @AddedSetting public var tieWeights = false
  /// True where every recurrent layer gets the symbol and gives to the output: `RNN`.
  @AddedSetting public var skipConnections = false

  /// An architecture.
  public init(
    cell: BuiltInCell = .tanh, vocabularySize: Int, hiddenSize: Int = 256, layers: Int = 1
  ) {
    (self.cell, self.vocabularySize) = (cell, vocabularySize)
    (self.hiddenSize, self.layers) = (hiddenSize, layers)
  }

  /// The cell of the recurrent layers: `cell` in the form of `gruForm`.
  public var recurrentCell: BuiltInCell {
    cell == .gru && gruForm == .original ? .originalGRU : cell
  }
}

extension LanguageModelArchitecture {
  /// The parts between the symbols and the output layer.
  public var encoder: EncoderArchitecture {
    EncoderArchitecture(
      .symbols(count: vocabularySize, embeddingSize: embeddingSize), cell: recurrentCell,
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
    var parts = [recurrentCell.name, "\(layers) × \(hiddenSize)"]
    if skipConnections { parts.append("skip connections") }
    if embeddingSize > 0 { parts.append("embeddings of \(embeddingSize)") }
    if tieWeights { parts.append("tied weights") }
    return parts.joined(separator: ", ")
  }
}
