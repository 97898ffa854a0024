import RondoEngine

// Words encoded by their characters: a recurrent network reads each distinct word of a batch once,
// and its last output is concatenated with the word's vector at every occurrence.

extension SequenceEncoder {
  /// Last outputs of the character network for each word, [words, H], with H over all directions.
  func spellings(
    of words: [[Int32]], by characters: RNN<Scalar>, on tape: Tape<Scalar>
  ) -> Variable<Scalar> {
    let batch = SequenceBatch(words.map { SequenceInput(symbols: $0, unknown: 0) })
    let ids = batch.ids(padding: Int32(characters.inputSize))
    let (outputs, _) = characters.sequence(
      ids, on: tape, from: characters.initialState(batch: words.count), lengths: batch.lengths)
    return Readout(.last, of: characters)(outputs, lengths: batch.lengths)
  }
}

extension SequenceBatch {
  /// Distinct words of the batch as ids of their characters, longest first, and for each position
  /// of [T, B] the index of its word; after the end of a row the index is the number of words.
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
