extension RNN {
  /// Runs the layers over a whole sequence of ids.
  ///
  /// - Parameters:
  ///   - ids: T·B ids, time-major: those of the first time step, then those of the second, …. An id
  ///     of D stands for an unknown symbol: a one-hot row without a one.
  ///   - tape: where the computation is recorded.
  ///   - state: the state before the first step, [B, H] for each layer. No gradient goes back
  ///     into it: backpropagation is truncated there.
  ///   - dropout: what a training step drops: of what layers give to those above them, of W_hh, and
  ///     of the symbols. The outputs returned are whole: `Dropout.Place.outputs` of the last layer
  ///     is for what comes after.
  /// - Returns: the outputs of the last layer, or with skip connections of all layers side by side,
  ///   [T, B, outputSize], and the state after the last step.
  public func sequence(
    _ ids: [Int32], on tape: Tape<Scalar>, from state: RNNState<Scalar>, dropout: Dropout? = nil
  ) -> (outputs: Variable<Scalar>, state: RNNState<Scalar>) {
    let batch = state.hidden[0].shape[0]
    precondition(
      batch > 0 && ids.count % batch == 0 && !ids.isEmpty,
      "\(ids.count) ids do not divide into a batch of \(batch)")
    let size = Int32(inputSize)
    for id in ids { precondition(id >= 0 && id <= size, "an id is not in 0...\(size)") }
    let input = RecurrentInput<Scalar>(ids: ids, mask: dropout?.mask(.symbols))
    return run(input, steps: ids.count / batch, on: tape, from: state, dropout)
  }

  /// Runs the layers over a whole sequence of vectors [T, B, D], none of which is dropped here.
  public func sequence(
    _ inputs: Variable<Scalar>, from state: RNNState<Scalar>, dropout: Dropout? = nil
  ) -> (outputs: Variable<Scalar>, state: RNNState<Scalar>) {
    precondition(
      inputs.shape.rank == 3 && inputs.shape[2] == inputSize
        && inputs.shape[1] == state.hidden[0].shape[0],
      "inputs \(inputs.shape) are not [T, \(state.hidden[0].shape[0]), \(inputSize)]")
    return run(
      .init(first: inputs), steps: inputs.shape[0], on: inputs.tape, from: state, dropout)
  }

  private func run(
    _ input: RecurrentInput<Scalar>, steps: Int, on tape: Tape<Scalar>,
    from state: RNNState<Scalar>, _ dropout: Dropout?
  ) -> (Variable<Scalar>, RNNState<Scalar>) {
    require(state)
    var outputs: Variable<Scalar>?
    var first: RNNSequenceOperation<Scalar>?
    var below: Variable<Scalar>?
    for k in layers.indices {
      var own = k == 0 || hasSkipConnections ? input : RecurrentInput()
      if let below { own.append(below.dropout(dropout?.mask(.outputs(layer: k - 1)))) }
      let operation = RNNSequenceOperation.record(
        cell, RecurrentWeights(layers[k], dropout?.mask(.recurrentWeight(layer: k)), on: tape),
        own, steps: steps, fromHidden: state.hidden[k],
        cell: cell.hasCell ? state.cell[k] : nil)
      if first == nil { operation.stateMemory.take(like: state) }
      let (memory, last) = (first ?? operation, operation.place(steps - 1, 0))
      memory.stateMemory.store(
        layer: k, hidden: last.hidden, cell: last.cell.map { UnsafePointer($0) })
      let result = Variable(tape: tape, operation: operation)
      (first, below) = (memory, result)
      outputs = hasSkipConnections ? outputs?.joined(with: result) ?? result : result
    }
    return (outputs!, first!.stateMemory.state)
  }

  /// Refuses a state of another network.
  private func require(_ state: RNNState<Scalar>) {
    let shape: Shape = [state.hidden[0].shape[0], hiddenSize]
    let cells = cell.hasCell ? layers.count : 0
    var fits = state.hidden.count == layers.count && state.cell.count == cells
    for tensor in state.hidden { fits = fits && tensor.shape == shape }
    for tensor in state.cell { fits = fits && tensor.shape == shape }
    precondition(
      fits,
      "the state of \(layers.count) \(cell) layers is \(layers.count) hidden vectors and \(cells) "
        + "cells of shape \(shape)")
  }
}

/// What goes into a recurrent layer, side by side in the order of the columns of W_ih.
struct RecurrentInput<Scalar: TensorScalar> {
  /// T·B ids, time-major; empty where there are none.
  var ids: [Int32] = []
  /// Which of the ids are dropped, all of them like the unknown one.
  var mask: DropoutMask?
  /// [T, B, …] each, in their order.
  private(set) var first: Variable<Scalar>?
  private(set) var second: Variable<Scalar>?

  mutating func append(_ vectors: Variable<Scalar>) {
    precondition(second == nil, "a recurrent layer takes two inputs of vectors at most")
    if first == nil { first = vectors } else { second = vectors }
  }
}

/// The parameters of a recurrent layer on a tape.
struct RecurrentWeights<Scalar: TensorScalar> {
  let inputWeight: Variable<Scalar>
  let recurrentWeight: Variable<Scalar>
  let inputBias: Variable<Scalar>
  let recurrentBias: Variable<Scalar>

  /// The parameters, W_hh masked.
  init(_ layer: RNN<Scalar>.Layer, _ mask: DropoutMask?, on tape: Tape<Scalar>) {
    inputWeight = tape.parameter(layer.inputWeight)
    recurrentWeight = tape.parameter(layer.recurrentWeight).dropout(mask)
    inputBias = tape.parameter(layer.inputBias)
    recurrentBias = tape.parameter(layer.recurrentBias)
  }
}
