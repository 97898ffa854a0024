public import RondoEngine

/// The sizes of a language model; saved beside its weights.
///
/// `Sendable`.
public struct LanguageModelArchitecture: Sendable, Hashable, Codable {
  /// The kinds of recurrent cell.
  public enum Cell: String, Sendable, Hashable, Codable, CaseIterable {
    /// h_t = tanh(W_ih·x_t + b_ih + W_hh·h_{t−1} + b_hh).
    case rnn
  }

  /// The kind of recurrent cell.
  public var cell: Cell
  /// V: the number of symbols.
  public var vocabularySize: Int
  /// H.
  public var hiddenSize: Int
  /// The number of recurrent layers.
  public var layers: Int

  /// An architecture.
  public init(cell: Cell = .rnn, vocabularySize: Int, hiddenSize: Int = 256, layers: Int = 1) {
    (self.cell, self.vocabularySize) = (cell, vocabularySize)
    (self.hiddenSize, self.layers) = (hiddenSize, layers)
  }
}

extension LanguageModelArchitecture {
  /// The number of parameters; as a `Double`, which no sizes overflow.
  public var parameterCount: Double {
    let (v, h, layers) = (Double(vocabularySize), Double(hiddenSize), Double(layers))
    let first = h * v + h * h + 2 * h
    return first + (layers - 1) * (2 * h * h + 2 * h) + v * h + v
  }
}

/// A recurrent language model: one-hot symbols into an `RNN`, its outputs into a dense layer whose
/// results are the logits of the next symbol.
///
///     let model = LanguageModel<Float>(.init(vocabularySize: 65), seed: 1)
///
/// Letters: T time, B batch, H hidden, V vocabulary. The id V stands for an unknown symbol: it is
/// fed as a one-hot row without a one, and never predicted. Parameters: `rnn.*` and
/// `output.weight` [V, H], `output.bias` [V]. `Sendable`.
public struct LanguageModel<Scalar: TensorScalar>: Module {
  /// The sizes.
  public let architecture: LanguageModelArchitecture

  /// The recurrent layers.
  public var rnn: RNN<Scalar>

  /// From hidden vectors to logits.
  public var output: Linear<Scalar>

  /// A new model; the same seed gives the same parameters.
  public init(_ architecture: LanguageModelArchitecture, seed: UInt64) {
    self.architecture = architecture
    var random = RandomSource(seed: seed, purpose: .initialization)
    rnn = RNN(
      inputSize: architecture.vocabularySize, hiddenSize: architecture.hiddenSize,
      layers: architecture.layers, random: &random)
    output = Linear(
      inputs: architecture.hiddenSize, outputs: architecture.vocabularySize, random: &random)
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("rnn", &rnn)
    visitor.visit("output", &output)
  }

  /// Logits [T, B, V] of the symbol after each of T·B ids (time-major), and the state after them.
  public func logits(
    _ ids: [Int32], on tape: Tape<Scalar>, from state: RNNState<Scalar>
  ) -> (logits: Variable<Scalar>, state: RNNState<Scalar>) {
    let (outputs, state) = rnn.sequence(ids, on: tape, from: state)
    return (output(outputs), state)
  }
}
