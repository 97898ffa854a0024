public import RondoEngine
import RondoNumerics

/// From a whole sequence to the logits of its labels, or to one number: an input, recurrent layers,
/// a readout of all their outputs, and a dense layer.
///
///     var architecture = ClassifierArchitecture(.vectors(size: 12), outputs: 9)
///     architecture.readout = .mean
///     let model = SequenceClassifier<Float>(architecture, seed: 1)
///     let logits = model.logits(cases, on: tape)  // [cases, 9]
///
/// Letters: T time, B batch, H hidden, D the size of an input vector, K outputs. A case has the same
/// bits alone, in any batch, in any order and with any padding. Parameters: `embedding.weight`
/// [V, E] and `characters.*`, where the input has them; `rnn.*`; `readout.*`, of attention;
/// `output.weight` [K, H] (two directions: 2·H; readout `concat`: three times as many) and
/// `output.bias` [K]. `Sendable`.
public struct SequenceClassifier<Scalar: TensorScalar>: Module {
  /// The parts and sizes.
  public let architecture: ClassifierArchitecture

  /// The vectors of symbols or words, where there is a table of them.
  public var embedding: Embedding<Scalar>?

  /// What reads a word's characters, where the input is words.
  public var characters: RNN<Scalar>?

  /// The recurrent layers.
  public var rnn: RNN<Scalar>

  /// From the outputs of all steps to one vector.
  public var readout: Readout<Scalar>

  /// From that vector to the logits.
  public var output: Linear<Scalar>

  /// A new model; the same seed gives the same parameters.
  public init(_ architecture: ClassifierArchitecture, seed: UInt64) {
    self.init(architecture, RandomSource(seed: seed, purpose: .initialization))
  }

  private init(_ architecture: ClassifierArchitecture, _ source: RandomSource) {
    let a = architecture
    self.architecture = a
    var random = source
    // Larger vectors of words validate worse: most words are rare.
    let vectors = Initializer.uniform(bound: 0.1)
    switch a.input {
    case .symbols(_, 0), .vectors: break
    case .symbols(let count, let size):
      embedding = Embedding(count: count, size: size, initializer: vectors, random: &random)
    case .words(let count, let size, let symbols, let units):
      embedding = Embedding(count: count, size: size, initializer: vectors, random: &random)
      characters = RNN(
        a.cell, inputSize: symbols, hiddenSize: units,
        bidirectional: a.isBidirectional, random: &random)
    }
    rnn = RNN(
      a.cell, inputSize: a.input.vectorSize(directions: a.directions),
      hiddenSize: a.hiddenSize, layers: a.layers, bidirectional: a.isBidirectional,
      random: &random)
    readout = Readout(a.readout, of: rnn, random: &random)
    output = Linear(inputs: readout.outputSize, outputs: a.outputs, random: &random)
  }

  /// A model whose parameters are all zero, to be loaded.
  public init(zeros architecture: ClassifierArchitecture) {
    self.init(architecture, .silent)
    mapParameters { Tensor(zeros: $1.shape) }
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("embedding", &embedding)
    visitor.visit("characters", &characters)
    visitor.visit("rnn", &rnn)
    visitor.visit("readout", &readout)
    visitor.visit("output", &output)
  }
}

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

extension SequenceClassifier where Scalar == Float {
  /// The logits of each case, or the number of a regression, [N, K] in the order of the cases.
  ///
  /// Cases are read side by side with others of about the same length, `batch` at a time and no more
  /// than about 2¹³ steps; each has the bits that it has alone.
  public func outputs(
    of cases: [SequenceInput], on tape: Tape<Float>, batch: Int = 64
  ) -> [Float] {
    precondition(batch > 0, "batches of \(batch) cases")
    let count = architecture.outputs
    var result = [Float](repeating: 0, count: cases.count * count)
    let order = cases.indices.sorted {
      (cases[$0].length, $1) > (cases[$1].length, $0)  // the longest first, then as given
    }
    var next = 0
    while next < order.count {
      let length = cases[order[next]].length
      let rows = min(batch, max(1, SequenceBatch.greatestSize / length), order.count - next)
      let group = order[next..<next + rows]
      tape.withoutGradients {
        let found = logits(group.map { cases[$0] }, on: tape).value.scalars
        for (row, index) in group.enumerated() {
          for k in 0..<count { result[index * count + k] = found[row * count + k] }
        }
      }
      next += rows
    }
    return result
  }
}
