/// The input of each step of an encoder.
///
/// `Sendable`.
public enum EncoderInput: Sendable, Hashable, Codable {
  /// One of V symbols: one-hot where the embedding has size 0, else a row of a table [V, E]. The id
  /// V stands for an unknown symbol, which is all zeros.
  case symbols(count: Int, embeddingSize: Int)
  /// A word: its row of a table [V, E], zeros for an unknown one, beside what a recurrent network of
  /// `characterSize` units, of the same cell and directions as the model's, makes of its characters,
  /// of which there are `characters`.
  case words(count: Int, embeddingSize: Int, characters: Int, characterSize: Int)
  /// A vector of numbers.
  case vectors(size: Int)
}

extension EncoderInput {
  /// The size of the vectors that go into the recurrent layers, given the number of directions.
  func vectorSize(directions: Int) -> Int {
    switch self {
    case .symbols(let count, 0): count
    case .symbols(_, let size), .vectors(let size): size
    case .words(_, let embeddingSize, _, let characterSize):
      embeddingSize + directions * characterSize
    }
  }

  /// All numbers that say how large it is.
  package var sizes: [Int] {
    switch self {
    case .symbols(let count, let size): [count, size]
    case .words(let count, let size, let characters, let characterSize):
      [count, size, characters, characterSize]
    case .vectors(let size): [size]
    }
  }

  /// Whether the numbers can be sizes.
  package var isUsable: Bool {
    switch self {
    case .symbols(let count, let size): count > 0 && size >= 0
    case .words, .vectors: sizes.allSatisfy { $0 > 0 }
    }
  }
}
