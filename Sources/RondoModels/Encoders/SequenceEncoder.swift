public import RondoEngine
public import RondoNumerics

/// Parts and sizes of a `SequenceEncoder`.
///
/// `Sendable`.
public struct EncoderArchitecture: Sendable, Hashable {
  /// Input at a time step.
  public var input: EncoderInput
  /// Kind of recurrent cell.
  public var cell: BuiltInCell
  /// H, number of units for each direction.
  public var hiddenSize: Int
  /// Number of recurrent layers.
  public var layers: Int
  /// True if every layer reads in both directions.
  public var isBidirectional: Bool
  /// True if every layer is connected to the input and the output (`RNN`).
  public var hasSkipConnections: Bool

  /// Creates an architecture.
  public init(
    _ input: EncoderInput, cell: BuiltInCell = .tanh, hiddenSize: Int, layers: Int = 1,
    isBidirectional: Bool = false, hasSkipConnections: Bool = false
  ) {
    (self.input, self.cell) = (input, cell)
    (self.hiddenSize, self.layers) = (hiddenSize, layers)
    (self.isBidirectional, self.hasSkipConnections) = (isBidirectional, hasSkipConnections)
  }

  /// Number of directions, 1 or 2.
  public var directions: Int { isBidirectional ? 2 : 1 }

  /// Size of the input vectors of the recurrent layers.
  public var inputSize: Int { input.vectorSize(directions: directions) }

  /// Size of an output vector; invalid sizes wrap around.
  public var outputSize: Int { (hasSkipConnections ? layers : 1) &* directions &* hiddenSize }

  /// Number of parameters, as a `Double` because sizes from a file could overflow an `Int`.
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

  /// Number of parameters of a recurrent layer in all directions.
  private func recurrent(_ units: Double, from inputs: Double) -> Double {
    Double(directions) * cell.parameterCount(inputs: inputs, units: units)
  }
}

/// Encodes sequences of symbols, words or vectors by recurrent layers: the part that language
/// models, classifiers and other tasks share.
///
///     let architecture = EncoderArchitecture(.vectors(size: 2), cell: .gru, hiddenSize: 64)
///     var random = RandomSource(seed: 1)
///     let encoder = SequenceEncoder<Float>(architecture, random: &random)
///     let cases = [SequenceInput(vectors: [1, 2, 3, 4], size: 2)]  // one case, T = 2
///     let outputs = encoder(SequenceBatch(cases), on: Tape())  // [2, 1, 64]
///
/// Symbols are one-hot or rows of a trainable table; words are rows of a table concatenated with
/// the output of a network that reads their characters. Parameters: `embedding.weight` [V, E] and
/// `characters.*`, if the input has them, and `rnn.*`. `Sendable`.
public struct SequenceEncoder<Scalar: TensorScalar>: Module {
  /// Parts and sizes.
  public let architecture: EncoderArchitecture

  /// Table of the vectors of symbols or words; nil if there is none.
  public var embedding: Embedding<Scalar>?

  /// Network that reads the characters of words; nil for other inputs.
  public var characters: RNN<Scalar>?

  /// Recurrent layers.
  public var rnn: RNN<Scalar>

  /// Creates an encoder with random parameters.
  ///
  /// - Parameters:
  ///   - architecture: The parts and sizes.
  ///   - embedding: Distribution of the initial vectors of the table.
  ///   - oneHot: Whether the recurrent layers are initialized for one-hot inputs, if symbols are
  ///     one-hot; see the initializer of `RNN`.
  ///   - random: Source of the initial parameters.
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

  /// Creates an encoder whose parameters are zero, to be loaded.
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
  /// Encodes a chunk of texts, T·B symbols, time-major, and returns the outputs [T, B, outputSize]
  /// and the state after the last symbol.
  ///
  /// - Parameters:
  ///   - ids: Ids of the symbols, [T·B].
  ///   - tape: Tape that records the computation.
  ///   - state: State before the first symbol; gradients do not pass through it.
  ///   - resets: T·B flags that reset the state of a row to zero before a symbol; empty for no
  ///     reset.
  ///   - dropout: Dropout of a training step: of symbols, and as in `RNN.sequence`.
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

  /// Encodes whole cases, each from a zero state, and returns the outputs [T, B, outputSize], which
  /// are zero after the end of a case.
  ///
  /// The outputs of a case have the same bits in any batch. Fastest if cases are ordered from
  /// longest to shortest. Dropout also drops elements of the input vectors of symbols and words.
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

  /// Input vectors of the recurrent layers, [T, B, D].
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
  /// Converts numbers to this type; does not copy if it is `Float`.
  init(converting numbers: Tensor<Float>) {
    self =
      numbers as? Self
      ?? Tensor(numbers.scalars.map { Scalar($0) }, shape: numbers.shape)
  }
}
