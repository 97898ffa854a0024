public import RondoEngine
public import RondoModels
import RondoNumerics

/// Recurrent language model: symbols, one-hot or embedded, are the input of an `RNN`, and a dense
/// layer computes the logits of the next symbol from its outputs.
///
///     let model = LanguageModel<Float>(.init(vocabularySize: 65), seed: 1)
///
/// Letters: T time, B batch, H hidden, V vocabulary, E embedding. The id V stands for an unknown
/// symbol: its input is a zero vector, and it is never predicted. Parameters: `embedding.weight`
/// [V, E], if there is an embedding; `rnn.*`; `output.weight` [V, H], unless it is tied to the
/// embedding; and `output.bias` [V]. `Sendable`.
public struct LanguageModel<Scalar: TensorScalar>: Module {
  /// Parts and sizes.
  public let architecture: LanguageModelArchitecture

  /// Encoder of symbols into hidden vectors.
  public var encoder: SequenceEncoder<Scalar>

  /// Layer from hidden vectors to logits; with tied weights it has no weight of its own.
  private var head: Linear<Scalar>

  /// Creates a model with random parameters; equal seeds give equal parameters.
  public init(_ architecture: LanguageModelArchitecture, seed: UInt64) {
    self.architecture = architecture
    var random = RandomSource(seed: seed, purpose: .initialization)
    // Tied weights must be small initially (±0.1: Merity, Keskar & Socher 2018).
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

  /// Creates a model whose parameters are zero, to be loaded.
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

  /// Layer from hidden vectors to logits.
  public var output: Linear<Scalar> {
    guard architecture.tieWeights, let embedding = encoder.embedding else { return head }
    return Linear(weight: embedding.weight, bias: head.bias)
  }

  /// Computes the logits [T, B, V] of the symbol after each of T·B ids (time-major), and the state
  /// after them; gradients do not pass through the initial state.
  ///
  /// `resets` holds T·B flags that reset the state of a row to zero before an input, or is empty.
  public func logits(
    _ ids: [Int32], on tape: Tape<Scalar>, from state: RNNState<Scalar>, resets: [Bool] = []
  ) -> (logits: Variable<Scalar>, state: RecurrentVariables<Scalar>) {
    let (outputs, state) = encoder(ids, on: tape, from: state, resets: resets)
    return (output(outputs), state)
  }
}

extension LanguageModel {
  /// Computes the loss of a training step over T·B ids (time-major) and the ids that follow them.
  ///
  /// - Parameters:
  ///   - ids: Ids of the input symbols.
  ///   - targets: Ids of the symbols to predict.
  ///   - tape: Tape that records the computation.
  ///   - state: State before the first symbol.
  ///   - resets: T·B flags that reset the state of a row before a symbol; empty for no reset.
  ///   - regularization: Penalties and label smoothing of the loss.
  ///   - dropout: Dropout of this step.
  /// - Returns: The loss to train with; the plain cross-entropy in nats per symbol, to report; and
  ///   the state after the last symbol.
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
