public import RondoEngine

extension SequenceClassifier {
  /// The logits [B, K] of each case, or of a regression the numbers [B, 1].
  ///
  /// A case has the bits that it has alone. Fastest where no case is longer than the one before it.
  public func logits(_ cases: [SequenceInput], on tape: Tape<Scalar>) -> Variable<Scalar> {
    let batch = SequenceBatch(cases)
    let state = rnn.initialState(batch: cases.count)
    let outputs: Variable<Scalar>
    switch architecture.input {
    case .symbols(let count, 0):
      let ids = batch.ids(padding: Int32(count))
      outputs = rnn.sequence(ids, on: tape, from: state, lengths: batch.lengths).outputs
    case .symbols, .words, .vectors:
      let vectors = inputVectors(of: batch, on: tape)
      outputs = rnn.sequence(vectors, from: state, lengths: batch.lengths).outputs
    }
    return output(readout(outputs, lengths: batch.lengths))
  }

  /// What goes into the recurrent layers, [T, B, D].
  private func inputVectors(of batch: SequenceBatch, on tape: Tape<Scalar>) -> Variable<Scalar> {
    guard let embedding else {
      return tape.constant(Tensor(converting: batch.vectors(size: rnn.inputSize)))
    }
    var vectors = embedding(batch.ids(padding: Int32(embedding.count)), on: tape)
    if let characters {
      let (words, places) = batch.spellings
      vectors = vectors.joined(with: spellings(of: words, by: characters, on: tape).gather(places))
    }
    return vectors.reshaped(to: [batch.steps, batch.lengths.count, rnn.inputSize])
  }

  /// What the character network makes of words, [words, H] of all directions.
  private func spellings(
    of words: [[Int32]], by characters: RNN<Scalar>, on tape: Tape<Scalar>
  ) -> Variable<Scalar> {
    let batch = SequenceBatch(words.map { SequenceInput(symbols: $0, unknown: 0) })
    let ids = batch.ids(padding: Int32(characters.inputSize))
    let (outputs, _) = characters.sequence(
      ids, on: tape, from: characters.initialState(batch: words.count), lengths: batch.lengths)
    var unused = RandomSource(seed: 0)
    return Readout(.last, of: characters, random: &unused)(outputs, lengths: batch.lengths)
  }
}

extension Tensor {
  /// The same numbers in this type; no copy where it is `Float`.
  fileprivate init(converting numbers: Tensor<Float>) {
    self =
      numbers as? Self
      ?? Tensor(numbers.scalars.map { Scalar($0) }, shape: numbers.shape)
  }
}
