public import RondoEngine
public import RondoNumerics

/// The parts and sizes of a `SequenceEncoder`.
///
/// `Sendable`.
public struct EncoderArchitecture: Sendable, Hashable {
  /// The input of a step.
  public var input: EncoderInput
  /// The kind of recurrent cell.
  public var cell: BuiltInCell
  /// H, for each direction.
  public var hiddenSize: Int
  /// The number of recurrent layers.
  public var layers: Int
  /// True where every layer reads in both directions.
  public var isBidirectional: Bool
  /// True where every layer gets the input and gives to the output: `RNN`.
  public var hasSkipConnections: Bool

  /// An architecture.
  public init(
    _ input: EncoderInput, cell: BuiltInCell = .tanh, hiddenSize: Int, layers: Int = 1,
    isBidirectional: Bool = false, hasSkipConnections: Bool = false
  ) {
    (self.input, self.cell) = (input, cell)
    (self.hiddenSize, self.layers) = (hiddenSize, layers)
    (self.isBidirectional, self.hasSkipConnections) = (isBidirectional, hasSkipConnections)
  }

  /// The number of directions.
  public var directions: Int { isBidirectional ? 2 : 1 }

  /// The size of the vectors that go into the recurrent layers.
  public var inputSize: Int { input.vectorSize(directions: directions) }

  /// The size of an output vector; wraps around where the sizes are no sizes.
  public var outputSize: Int { (hasSkipConnections ? layers : 1) &* directions &* hiddenSize }

  /// The number of parameters; as a `Double`, which no sizes overflow.
  public var parameterCount: Double {
    let (x, h) = (Double(inputSize), Double(hiddenSize))
    var result = recurrent(h, from: x)
    result +=
      Double(layers - 1)
      * recurrent(h, from: Double(directions) * h + (hasSkipConnections ? x : 0))
    switch input {
    case .symbols(let count, let size): result += Double(count) * Double(size)
    case .words(let count, let size, let characters, let units):
      result +=
        Double(count) * Double(size) + recurrent(Double(units), from: Double(characters))
    case .vectors: break
    }
    return result
  }

  /// The parameters of a recurrent layer in all directions.
  private func recurrent(_ units: Double, from inputs: Double) -> Double {
    Double(directions) * cell.parameterCount(inputs: inputs, units: units)
  }
}

/// From a sequence of symbols, words or vectors to the outputs of recurrent layers: the part that a
/// language model, a classifier and all further tasks have in common.
///
///     let architecture = EncoderArchitecture(.vectors(size: 12), cell: .gru, hiddenSize: 64)
///     let encoder = SequenceEncoder<Float>(architecture, random: &random)
///     let outputs = encoder(SequenceBatch(cases), on: tape)  // [T, B, 64]
///
/// Symbols are one-hot, or rows of a table that is trained; words are such rows beside what a
/// recurrent network of its own makes of their characters. Parameters: `embedding.weight` [V, E] and
/// `characters.*`, where the input has them, and `rnn.*`. `Sendable`.
public struct SequenceEncoder<Scalar: TensorScalar>: Module {
  /// The parts and sizes.
  public let architecture: EncoderArchitecture

  /// The vectors of symbols or words, where there is a table of them.
  public var embedding: Embedding<Scalar>?

  /// The network that reads a word's characters, where the input is words.
  public var characters: RNN<Scalar>?

  /// The recurrent layers.
  public var rnn: RNN<Scalar>

  /// A new encoder.
  ///
  /// - Parameters:
  ///   - architecture: the parts and sizes.
  ///   - embedding: how the vectors of the table are drawn.
  ///   - oneHot: whether the recurrent layers are drawn for one-hot symbols, where the input is such:
  ///     `RNN`'s initializer says what that means.
  ///   - random: the source of the first parameters.
  public init(
    _ architecture: EncoderArchitecture, embedding: Initializer = .normal(deviation: 1),
    oneHot: Bool = false, random: inout RandomSource
  ) {
    let a = architecture
    self.architecture = a
    switch a.input {
    case .symbols(_, 0), .vectors: break
    case .symbols(let count, let size):
      self.embedding = Embedding(count: count, size: size, initializer: embedding, random: &random)
    case .words(let count, let size, let symbols, let units):
      self.embedding = Embedding(count: count, size: size, initializer: embedding, random: &random)
      characters = RNN(
        a.cell, inputSize: symbols, hiddenSize: units, bidirectional: a.isBidirectional,
        random: &random)
    }
    rnn = RNN(
      a.cell, inputSize: a.inputSize, oneHotInputs: oneHot && self.embedding == nil,
      hiddenSize: a.hiddenSize, layers: a.layers, skipConnections: a.hasSkipConnections,
      bidirectional: a.isBidirectional, random: &random)
  }

  /// An encoder whose parameters are all zero, to be loaded.
  public init(zeros architecture: EncoderArchitecture) {
    let a = architecture
    self.architecture = a
    switch a.input {
    case .symbols(_, 0), .vectors: break
    case .symbols(let count, let size):
      embedding = Embedding(weight: Tensor(zeros: [count, size]))
    case .words(let count, let size, let symbols, let units):
      embedding = Embedding(weight: Tensor(zeros: [count, size]))
      characters = RNN(
        zeros: a.cell, inputSize: symbols, hiddenSize: units, layers: 1,
        bidirectional: a.isBidirectional)
    }
    rnn = RNN(
      zeros: a.cell, inputSize: a.inputSize, hiddenSize: a.hiddenSize, layers: a.layers,
      skipConnections: a.hasSkipConnections, bidirectional: a.isBidirectional)
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("embedding", &embedding)
    visitor.visit("characters", &characters)
    visitor.visit("rnn", &rnn)
  }
}

extension SequenceEncoder {
  /// The outputs [T, B, outputSize] for T·B symbols, time-major, and the state after them: for texts
  /// that are read in chunks.
  ///
  /// - Parameters:
  ///   - ids: the symbols.
  ///   - tape: where the computation is recorded.
  ///   - state: the state before the first one; gradients end there.
  ///   - resets: before which symbols a row's state is set to zero, T·B flags or none.
  ///   - dropout: what a training step drops: symbols, and what `RNN.sequence` drops.
  public func callAsFunction(
    _ ids: [Int32], on tape: Tape<Scalar>, from state: RNNState<Scalar>, resets: [Bool] = [],
    dropout: Dropout? = nil
  ) -> (outputs: Variable<Scalar>, state: RecurrentVariables<Scalar>) {
    guard let embedding else {
      return rnn.sequence(ids, on: tape, from: state, resets: resets, dropout: dropout)
    }
    let batch = state.hidden[0].shape[0]
    precondition(
      batch > 0 && ids.count % batch == 0 && !ids.isEmpty,
      "\(ids.count) ids do not divide into a batch of \(batch)")
    let vectors = embedding(ids, on: tape, dropping: dropout?.mask(.symbols))
    return rnn.sequence(
      vectors.reshaped(to: [ids.count / batch, batch, embedding.size]), from: state,
      resets: resets, dropout: dropout)
  }

  /// The outputs [T, B, outputSize] for whole cases side by side, each read from a zero state; zeros
  /// after a case's end.
  ///
  /// A case has the bits that it has alone. Fastest where no case is longer than the one before it.
  /// Dropped are, beside what `RNN.sequence` drops, numbers of the vectors of symbols and words.
  public func callAsFunction(
    _ batch: SequenceBatch, on tape: Tape<Scalar>, dropout: Dropout? = nil
  ) -> Variable<Scalar> {
    let (state, lengths) = (rnn.initialState(batch: batch.lengths.count), batch.lengths)
    if case .symbols(let count, 0) = architecture.input {
      let ids = batch.ids(padding: Int32(count))
      return rnn.sequence(ids, on: tape, from: state, lengths: lengths, dropout: dropout).outputs
    }
    let vectors = inputVectors(of: batch, on: tape, dropout)
    return rnn.sequence(vectors, from: state, lengths: lengths, dropout: dropout).outputs
  }

  /// The input vectors of the recurrent layers, [T, B, D].
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
}

extension Tensor {
  /// The same numbers in this type; no copy where it is `Float`.
  fileprivate init(converting numbers: Tensor<Float>) {
    self =
      numbers as? Self
      ?? Tensor(numbers.scalars.map { Scalar($0) }, shape: numbers.shape)
  }
}
