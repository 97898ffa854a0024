/// Input of an encoder at each time step.
///
/// `Sendable`.
public enum EncoderInput: Sendable, Hashable, Codable {
  /// One of V symbols: one-hot if the embedding has size 0, else a row of a table [V, E]. The id V
  /// stands for an unknown symbol, whose vector is zero.
  case symbols(count: Int, embeddingSize: Int)
  /// A word: its row of a table [V, E], zero for an unknown word, concatenated with the last output
  /// of a recurrent network that reads its characters. That network has `characterSize` units, the
  /// cell and directions of the model, and an alphabet of `characters` characters.
  case words(count: Int, embeddingSize: Int, characters: Int, characterSize: Int)
  /// A vector of numbers.
  case vectors(size: Int)
}

extension EncoderInput {
  /// Size of the input vectors of the recurrent layers, for 1 or 2 directions.
  func vectorSize(directions: Int) -> Int {
    switch self {
    case .symbols(let count, 0): count
    case .symbols(_, let size), .vectors(let size): size
    case .words(_, let embeddingSize, _, let characterSize):
      embeddingSize + directions * characterSize
    }
  }

  /// All sizes.
  package var sizes: [Int] {
    switch self {
    case .symbols(let count, let size): [count, size]
    case .words(let count, let size, let characters, let characterSize):
      [count, size, characters, characterSize]
    case .vectors(let size): [size]
    }
  }

  /// True if all sizes are valid.
  package var isUsable: Bool {
    switch self {
    case .symbols(let count, let size): count > 0 && size >= 0
    case .words, .vectors: sizes.allSatisfy { $0 > 0 }
    }
  }
}
