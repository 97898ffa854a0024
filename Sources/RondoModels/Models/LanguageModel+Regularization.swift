public import RondoEngine

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
