import RondoEngine

/// One case as numbers: what a `SequenceEncoder` reads, step by step.
///
/// Of the three arrays one is used, by its `EncoderInput`; of words, two. A case
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

/// Cases side by side, time-major; what a row has after its end is never looked at. `Sendable`.
public struct SequenceBatch: Sendable {
  /// The number of steps of each row, [B].
  public let lengths: [Int]
  /// T: the greatest of them.
  public let steps: Int
  let cases: [SequenceInput]

  /// Puts cases side by side; fastest where none is longer than the one before it.
  public init(_ cases: [SequenceInput]) {
    precondition(!cases.isEmpty, "a batch of no cases")
    self.cases = cases
    lengths = cases.map(\.length)
    steps = lengths.reduce(1, max)
  }

  /// The most steps, T·B, of cases that are computed side by side: memory grows with them.
  package static let greatestSize = 1 << 13

  /// Cases, the longest first, in pieces of no more than `size` steps, or of one case.
  package static func pieces<Case>(
    of cases: [Case], within size: Int, length: (Case) -> Int
  ) -> [ArraySlice<Case>] {
    var result: [ArraySlice<Case>] = []
    var next = 0
    while next < cases.count {
      let rows = max(1, size / length(cases[next]))
      result.append(cases[next..<min(next + rows, cases.count)])
      next += rows
    }
    return result
  }

  /// The ids, [T·B], `padding` after a row's end.
  func ids(padding: Int32) -> [Int32] {
    var result = [Int32](repeating: padding, count: steps * cases.count)
    for (row, item) in cases.enumerated() {
      for (step, id) in item.ids.enumerated() { result[step * cases.count + row] = id }
    }
    return result
  }

  /// The vectors [T, B, D], zeros after a row's end.
  func vectors(size: Int) -> Tensor<Float> {
    var result = Tensor<Float>(zeros: [steps, cases.count, size])
    result.withUnsafeMutableBuffer { numbers in
      guard let to = numbers.baseAddress else { return }
      for (row, item) in cases.enumerated() {
        precondition(item.vectors.count == item.length * size, "vectors of another size: \(size)")
        item.vectors.withUnsafeBufferPointer { from in
          guard let from = from.baseAddress else { return }
          for step in 0..<item.length {
            (to + (step * cases.count + row) * size).update(from: from + step * size, count: size)
          }
        }
      }
    }
    return result
  }
}
