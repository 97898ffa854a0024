public import RondoEngine
public import RondoModels
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

  /// From symbols to hidden vectors.
  public var encoder: SequenceEncoder<Scalar>

  /// From hidden vectors to logits; with tied weights it has no weight of its own.
  private var head: Linear<Scalar>

  /// A new model; the same seed gives the same parameters.
  public init(_ architecture: LanguageModelArchitecture, seed: UInt64) {
    self.architecture = architecture
    var random = RandomSource(seed: seed, purpose: .initialization)
    // What is an output's weight too may not be large (±0.1: Merity, Keskar & Socher 2018).
    encoder = SequenceEncoder(
      architecture.encoder,
      embedding: architecture.tieWeights ? .uniform(bound: 0.1) : .normal(deviation: 1),
      oneHot: true, random: &random)
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
    encoder = SequenceEncoder(zeros: architecture.encoder)
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
      !architecture.tieWeights || encoder.embedding?.size == architecture.outputSize,
      "an embedding of \(architecture.embeddingSize) numbers cannot be the weight of an output for "
        + "\(architecture.outputSize)")
  }

  public mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    encoder.visitParameters(&visitor)
    guard architecture.tieWeights else { return visitor.visit("output", &head) }
    visitor.enter("output")
    visitor.visit("bias", &head.bias)
    visitor.leave()
  }

  /// The layer from hidden vectors to logits.
  public var output: Linear<Scalar> {
    guard architecture.tieWeights, let embedding = encoder.embedding else { return head }
    return Linear(weight: embedding.weight, bias: head.bias)
  }

  /// Logits [T, B, V] of the symbol after each of T·B ids (time-major), and the state after them;
  /// no gradient goes back into the state before them.
  ///
  /// `resets`, T·B flags or none, says before which inputs a row's state is set to zero.
  public func logits(
    _ ids: [Int32], on tape: Tape<Scalar>, from state: RNNState<Scalar>, resets: [Bool] = []
  ) -> (logits: Variable<Scalar>, state: RecurrentVariables<Scalar>) {
    let (outputs, state) = encoder(ids, on: tape, from: state, resets: resets)
    return (output(outputs), state)
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
    let (outputs, state) = encoder(
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
