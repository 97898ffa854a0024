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
