public import RondoEngine
import RondoNumerics

/// A recurrent language model: symbols, one-hot or as the vectors of an embedding, into an `RNN`,
/// its outputs into a dense layer whose results are the logits of the next symbol.
///
///     let model = LanguageModel<Float>(.init(vocabularySize: 65), seed: 1)
///
/// Letters: T time, B batch, H hidden, V vocabulary, E embedding. The id V stands for an unknown
/// symbol: it is fed as a one-hot row without a one, or a vector of zeros, and never predicted.
/// Parameters: `embedding.weight` [V, E], if there is one; `rnn.*`; `output.weight` [V, H], unless
/// it is the embedding's; and `output.bias` [V]. `Sendable`.
public struct LanguageModel<Scalar: TensorScalar>: Module {
  /// The parts and sizes.
  public let architecture: LanguageModelArchitecture

  /// The symbols' vectors, unless they are one-hot.
  public var embedding: Embedding<Scalar>?

  /// The recurrent layers.
  public var rnn: RNN<Scalar>

  /// From hidden vectors to logits; with tied weights it has no weight of its own.
  private var head: Linear<Scalar>

  /// A new model; the same seed gives the same parameters.
  public init(_ architecture: LanguageModelArchitecture, seed: UInt64) {
    self.architecture = architecture
    var random = RandomSource(seed: seed, purpose: .initialization)
    if architecture.embeddingSize > 0 {
      // What is an output's weight too may not be large (±0.1: Merity, Keskar & Socher 2018).
      embedding = Embedding(
        count: architecture.vocabularySize, size: architecture.embeddingSize,
        initializer: architecture.tieWeights ? .uniform(bound: 0.1) : .normal(deviation: 1),
        random: &random)
    }
    rnn = RNN(
      architecture.recurrentCell, inputSize: architecture.inputSize,
      oneHotInputs: architecture.embeddingSize == 0,
      hiddenSize: architecture.hiddenSize, layers: architecture.layers,
      skipConnections: architecture.skipConnections, random: &random)
    head =
      architecture.tieWeights
      ? Self.emptyHead(architecture)
      : Linear(
        inputs: architecture.outputSize, outputs: architecture.vocabularySize, random: &random)
    checkTying()
  }

  /// A model whose parameters are all zero, to be loaded.
  public init(zeros architecture: LanguageModelArchitecture) {
    self.architecture = architecture
    let symbols = architecture.vocabularySize
    if architecture.embeddingSize > 0 {
      embedding = Embedding(weight: Tensor(zeros: [symbols, architecture.embeddingSize]))
    }
    rnn = RNN(
      zeros: architecture.recurrentCell, inputSize: architecture.inputSize,
      hiddenSize: architecture.hiddenSize, layers: architecture.layers,
      skipConnections: architecture.skipConnections)
    head = Self.emptyHead(
      architecture, inputs: architecture.tieWeights ? 0 : architecture.outputSize)
    checkTying()
  }

  private static func emptyHead(
    _ architecture: LanguageModelArchitecture, inputs: Int = 0
  ) -> Linear<Scalar> {
    let symbols = architecture.vocabularySize
    return Linear(weight: Tensor(zeros: [symbols, inputs]), bias: Tensor(zeros: [symbols]))
  }

  private func checkTying() {
    precondition(
      !architecture.tieWeights || embedding?.size == architecture.outputSize,
      "an embedding of \(architecture.embeddingSize) numbers cannot be the weight of an output for "
        + "\(architecture.outputSize)")
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("embedding", &embedding)
    visitor.visit("rnn", &rnn)
    guard architecture.tieWeights else { return visitor.visit("output", &head) }
    visitor.enter("output")
    visitor.visit("bias", &head.bias)
    visitor.leave()
  }

  /// The layer from hidden vectors to logits.
  public var output: Linear<Scalar> {
    guard architecture.tieWeights, let embedding else { return head }
    return Linear(weight: embedding.weight, bias: head.bias)
  }

  /// Logits [T, B, V] of the symbol after each of T·B ids (time-major), and the state after them;
  /// no gradient goes back into the state before them.
  ///
  /// `resets`, T·B flags or none, says before which inputs a row's state is set to zero.
  public func logits(
    _ ids: [Int32], on tape: Tape<Scalar>, from state: RNNState<Scalar>, resets: [Bool] = []
  ) -> (logits: Variable<Scalar>, state: RecurrentVariables<Scalar>) {
    let (outputs, state) = recurrentOutputs(ids, on: tape, from: state, resets: resets)
    return (output(outputs), state)
  }

  /// What the recurrent layers make of the ids, and the state after them.
  func recurrentOutputs(
    _ ids: [Int32], on tape: Tape<Scalar>, from state: RNNState<Scalar>, resets: [Bool] = [],
    dropout: Dropout? = nil
  ) -> (Variable<Scalar>, RecurrentVariables<Scalar>) {
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
}

extension LanguageModel {
  /// The loss of a training step over T·B ids (time-major) and the id after each of them.
  ///
  /// - Parameters:
  ///   - ids: the symbols read.
  ///   - targets: the symbols to be predicted.
  ///   - tape: where the computation is recorded.
  ///   - state: the state before the first one.
  ///   - resets: before which symbols the state starts anew, T·B flags or none.
  ///   - regularization: what is added to the loss.
  ///   - dropout: what this step drops.
  /// - Returns: the loss to train with; the plain cross-entropy of the same step in nats per symbol,
  ///   to report; and the state after the last symbol.
  public func loss(
    of ids: [Int32], predicting targets: [Int32], on tape: Tape<Scalar>,
    from state: RNNState<Scalar>, resets: [Bool] = [], _ regularization: Regularization,
    dropout: Dropout?
  ) -> (loss: Variable<Scalar>, plain: Scalar, state: RecurrentVariables<Scalar>) {
    let (outputs, state) = recurrentOutputs(
      ids, on: tape, from: state, resets: resets, dropout: dropout)
    let kept = outputs.dropout(dropout?.mask(.outputs(layer: architecture.layers - 1)))
    let (loss, plain) = output(kept).crossEntropy(
      targets, labelSmoothing: regularization.labelSmoothing)
    let penalized =
      loss
      .addingActivationPenalty(regularization.activationPenalty, on: kept)
      .addingTemporalPenalty(regularization.temporalPenalty, on: outputs)
    return (penalized, plain, state)
  }
}
