/// One case as numbers: what a `SequenceClassifier` reads, step by step.
///
/// Of the three arrays one is used, by the classifier's `ClassifierInput`; of words, two. A case
/// without a step counts as one unknown symbol. `Sendable`.
public struct SequenceInput: Sendable, Hashable {
  /// T: the number of steps, at least 1.
  public let length: Int
  /// The ids of the symbols or words, [T].
  public let ids: [Int32]
  /// The ids of each word's characters, [T], each at least one.
  public let characters: [[Int32]]
  /// The vectors, [T, D].
  public let vectors: [Float]

  /// Symbols, or one unknown one where there are none.
  public init(symbols: [Int32], unknown: Int32) {
    ids = symbols.isEmpty ? [unknown] : symbols
    (length, characters, vectors) = (ids.count, [], [])
  }

  /// Words and their characters, or one unknown word where there are none.
  public init(
    words: [Int32], characters: [[Int32]], unknown: Int32, unknownCharacter: Int32
  ) {
    precondition(
      words.count == characters.count, "\(characters.count) spellings of \(words.count) words")
    ids = words.isEmpty ? [unknown] : words
    let spellings = words.isEmpty ? [[]] : characters
    self.characters = spellings.map { $0.isEmpty ? [unknownCharacter] : $0 }
    (length, vectors) = (ids.count, [])
  }

  /// Vectors of D numbers, [T, D].
  public init(vectors: [Float], size: Int) {
    precondition(
      size > 0 && !vectors.isEmpty && vectors.count.isMultiple(of: size),
      "\(vectors.count) numbers are not steps of \(size)")
    (length, self.vectors) = (vectors.count / size, vectors)
    (ids, characters) = ([], [])
  }
}
