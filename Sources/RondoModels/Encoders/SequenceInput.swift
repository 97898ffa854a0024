import RondoEngine

/// Numbers of one case, the input of a `SequenceEncoder`.
///
/// Its `EncoderInput` decides which array is used: `ids` for symbols, `ids` and `characters` for
/// words, `vectors` for vectors. A case without time steps is stored as one unknown symbol.
/// `Sendable`.
public struct SequenceInput: Sendable, Hashable {
  /// T, number of time steps, at least 1.
  public let length: Int
  /// Ids of the symbols or words, [T].
  public let ids: [Int32]
  /// Ids of the characters of each word, [T], at least one for each word.
  public let characters: [[Int32]]
  /// Vectors, [T, D].
  public let vectors: [Float]
  /// Number of samples of a series, of which a time step may read several; else that of the time
  /// steps.
  public let sampleCount: Int

  /// Creates a case of symbols, or of one unknown symbol if there are none.
  public init(symbols: [Int32], unknown: Int32) {
    ids = symbols.isEmpty ? [unknown] : symbols
    (length, characters, vectors) = (ids.count, [], [])
    sampleCount = length
  }

  /// Creates a case of words and their characters, or of one unknown word if there are none.
  public init(
    words: [Int32], characters: [[Int32]], unknown: Int32, unknownCharacter: Int32
  ) {
    precondition(
      words.count == characters.count, "\(characters.count) spellings of \(words.count) words")
    ids = words.isEmpty ? [unknown] : words
    let spellings = words.isEmpty ? [[]] : characters
    self.characters = spellings.map { $0.isEmpty ? [unknownCharacter] : $0 }
    (length, vectors) = (ids.count, [])
    sampleCount = length
  }

  /// Creates a case of vectors of D numbers, [T, D].
  ///
  /// - Parameters:
  ///   - vectors: The vectors; with several samples to each, those of the last one may be padding.
  ///   - size: D.
  ///   - samples: Number of samples, if a vector has several of them; nil if it has one.
  public init(vectors: [Float], size: Int, samples: Int? = nil) {
    precondition(
      size > 0 && !vectors.isEmpty && vectors.count.isMultiple(of: size),
      "\(vectors.count) numbers do not divide into vectors of \(size)")
    (length, self.vectors) = (vectors.count / size, vectors)
    sampleCount = samples ?? length
    (ids, characters) = ([], [])
  }
}

/// Batch of cases, time-major; the values of a row after its end are ignored. `Sendable`.
public struct SequenceBatch: Sendable {
  /// Number of time steps of each row, [B].
  public let lengths: [Int]
  /// T, the largest of them.
  public let steps: Int
  let cases: [SequenceInput]

  /// Creates a batch; fastest if cases are ordered from longest to shortest.
  public init(_ cases: [SequenceInput]) {
    precondition(!cases.isEmpty, "a batch of no cases")
    self.cases = cases
    lengths = cases.map(\.length)
    steps = lengths.reduce(1, max)
  }

  /// Largest number of time steps, T·B, computed as one batch; memory grows with it.
  package static let greatestSize = 1 << 13

  /// Divides cases, ordered from longest to shortest, into batches of at most `size` time steps or
  /// one case.
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

  /// Ids, [T·B], with `padding` after the end of a row.
  func ids(padding: Int32) -> [Int32] {
    var result = [Int32](repeating: padding, count: steps * cases.count)
    for (row, item) in cases.enumerated() {
      for (step, id) in item.ids.enumerated() { result[step * cases.count + row] = id }
    }
    return result
  }

  /// Vectors [T, B, D], zero after the end of a row.
  func vectors(size: Int) -> Tensor<Float> {
    for item in cases {
      precondition(
        item.vectors.count == item.length * size, "a case whose vectors do not have size \(size)")
    }
    return timeMajor(lengths, size: size)
  }

  /// Number of samples of each row, [B].
  var sampleCounts: [Int] { cases.map(\.sampleCount) }

  /// Samples [N, B, C] of series, where N is the largest number of them, zero after the end of a row.
  func samples(size: Int) -> Tensor<Float> {
    for item in cases {
      precondition(
        item.sampleCount * size <= item.vectors.count,
        "a case whose samples do not have size \(size)")
    }
    return timeMajor(sampleCounts, size: size)
  }

  /// The first `counts` rows of `size` numbers of each case, time-major, zero after its end.
  private func timeMajor(_ counts: [Int], size: Int) -> Tensor<Float> {
    let most = counts.reduce(1, max)
    var result = Tensor<Float>(zeros: [most, cases.count, size])
    result.withUnsafeMutableBuffer { numbers in
      guard let to = numbers.baseAddress else { return }
      for (row, item) in cases.enumerated() {
        item.vectors.withUnsafeBufferPointer { from in
          guard let from = from.baseAddress else { return }
          for step in 0..<counts[row] {
            (to + (step * cases.count + row) * size).update(from: from + step * size, count: size)
          }
        }
      }
    }
    return result
  }
}
