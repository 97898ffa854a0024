public import RondoEngine
import RondoNumerics

extension SequenceClassifier {
  /// The logits [B, K] of each case, or of a regression the numbers [B, 1].
  ///
  /// A case has the bits that it has alone. Fastest where no case is longer than the one before it.
  public func logits(_ cases: [SequenceInput], on tape: Tape<Scalar>) -> Variable<Scalar> {
    forward(cases, on: tape, dropout: nil).logits
  }

  /// The logits, and the outputs [T, B, D] of the recurrent layers that they were made of.
  ///
  /// Dropped are, beside what `RNN.sequence` drops, numbers of the vectors of symbols and words, and
  /// of what the readout gives.
  func forward(
    _ cases: [SequenceInput], on tape: Tape<Scalar>, dropout: Dropout?
  ) -> (logits: Variable<Scalar>, outputs: Variable<Scalar>) {
    let (batch, layers) = (SequenceBatch(cases), architecture.layers)
    let (state, lengths) = (rnn.initialState(batch: cases.count), batch.lengths)
    let outputs: Variable<Scalar>
    if case .symbols(let count, 0) = architecture.input {
      let ids = batch.ids(padding: Int32(count))
      outputs =
        rnn.sequence(ids, on: tape, from: state, lengths: lengths, dropout: dropout).outputs
    } else {
      let vectors = inputVectors(of: batch, on: tape, dropout)
      outputs = rnn.sequence(vectors, from: state, lengths: lengths, dropout: dropout).outputs
    }
    let read = readout(outputs, lengths: lengths)
    return (output(read.dropout(dropout?.mask(.outputs(layer: layers - 1)))), outputs)
  }

  /// What goes into the recurrent layers, [T, B, D].
  private func inputVectors(
    of batch: SequenceBatch, on tape: Tape<Scalar>, _ dropout: Dropout?
  ) -> Variable<Scalar> {
    guard let embedding else {
      return tape.constant(Tensor(converting: batch.vectors(size: rnn.inputSize)))
    }
    let rows = batch.lengths.count
    let ids = batch.ids(padding: Int32(embedding.count))
    var vectors = tape.parameter(embedding.weight).gather(
      ids, batch: rows, dropping: dropout?.mask(.symbols))
    if let characters {
      let (words, places) = batch.spellings
      vectors = vectors.joined(
        with: spellings(of: words, by: characters, on: tape).gather(places, batch: rows))
    }
    return vectors.dropout(dropout?.mask(.inputs(layers: architecture.layers)))
  }

  /// What the character network makes of words, [words, H] of all directions.
  private func spellings(
    of words: [[Int32]], by characters: RNN<Scalar>, on tape: Tape<Scalar>
  ) -> Variable<Scalar> {
    let batch = SequenceBatch(words.map { SequenceInput(symbols: $0, unknown: 0) })
    let ids = batch.ids(padding: Int32(characters.inputSize))
    let (outputs, _) = characters.sequence(
      ids, on: tape, from: characters.initialState(batch: words.count), lengths: batch.lengths)
    return Readout(.last, of: characters)(outputs, lengths: batch.lengths)
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
