import RondoEngine

/// Cases side by side, time-major; what a row has after its end is never looked at.
struct SequenceBatch {
  /// The number of steps of each row, [B].
  let lengths: [Int]
  /// T: the greatest of them.
  let steps: Int
  private let cases: [SequenceInput]

  /// Puts cases side by side; fastest where none is longer than the one before it.
  init(_ cases: [SequenceInput]) {
    precondition(!cases.isEmpty, "a batch of no cases")
    self.cases = cases
    lengths = cases.map(\.length)
    steps = lengths.reduce(1, max)
  }

  /// The most steps, T·B, of cases that are computed side by side: memory grows with them.
  static let greatestSize = 1 << 13

  /// Cases, the longest first, in pieces of no more than `size` steps, or of one case.
  static func pieces<Case>(
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

  /// The different words as batches of their characters, longest first, and for each place of
  /// [T, B] the number of its word, that of no word after a row's end.
  var spellings: (words: [[Int32]], places: [Int32]) {
    var numbers: [[Int32]: Int32] = [:]
    var words: [[Int32]] = []
    for item in cases {
      for word in item.characters where numbers.updateValue(0, forKey: word) == nil {
        words.append(word)
      }
    }
    words.sort { first, second in
      first.count == second.count
        ? first.lexicographicallyPrecedes(second) : first.count > second.count
    }
    for (number, word) in words.enumerated() { numbers[word] = Int32(number) }
    var places = [Int32](repeating: Int32(words.count), count: steps * cases.count)
    for (row, item) in cases.enumerated() {
      for (step, word) in item.characters.enumerated() {
        places[step * cases.count + row] = numbers[word] ?? Int32(words.count)
      }
    }
    return (words, places)
  }
}
