extension RNN {
  /// Runs the layers over a whole sequence of ids.
  ///
  /// - Parameters:
  ///   - ids: T·B ids, time-major: those of the first time step, then those of the second, …. The
  ///     id D stands for an unknown symbol, a one-hot vector without a one.
  ///   - tape: records the computation.
  ///   - state: the state before the first step, [B, H] for each layer and direction; gradients
  ///     flow into it.
  ///   - resets: T·B flags, time-major, or empty: where one is true, the state of that row is set
  ///     to zero before that step, and no gradient flows past it. Such a row has the same bits as
  ///     its pieces run one by one.
  ///   - lengths: the number of steps of each row, [B]; empty if all rows have T steps. Inputs
  ///     after the end of a row are not used, and a row has the same bits as alone. Fastest if the
  ///     rows are sorted by descending length.
  ///   - dropout: the dropout of a training step: of the outputs of layers that others read, of
  ///     W_hh, and of symbols. The returned outputs are complete: apply `Dropout.Place.outputs` of
  ///     the last layer to them.
  /// - Returns: the outputs of the last layer, or with skip connections of all layers concatenated,
  ///   [T, B, outputSize], zeros after the end of a row; and the state after the last step of each
  ///   row, which gradients flow back through.
  public func sequence(
    _ ids: [Int32], on tape: Tape<Scalar>, from state: RecurrentVariables<Scalar>,
    resets: [Bool] = [], lengths: [Int] = [], dropout: Dropout? = nil
  ) -> (outputs: Variable<Scalar>, state: RecurrentVariables<Scalar>) {
    let batch = require(state)
    precondition(
      ids.count % batch == 0 && !ids.isEmpty,
      "\(ids.count) ids do not divide into a batch of \(batch)")
    let bounds = SequenceBounds(resets: resets, lengths: lengths)
    bounds.require(steps: ids.count / batch, batch: batch)
    bounds.require(ids, upTo: inputSize, batch: batch)
    let input = RecurrentInput<Scalar>(ids: ids, mask: dropout?.mask(.symbols))
    return run(input, steps: ids.count / batch, on: tape, from: state, bounds, dropout)
  }

  /// Runs the layers over a whole sequence of ids from a constant state, where backpropagation is
  /// truncated.
  public func sequence(
    _ ids: [Int32], on tape: Tape<Scalar>, from state: RNNState<Scalar>, resets: [Bool] = [],
    lengths: [Int] = [], dropout: Dropout? = nil
  ) -> (outputs: Variable<Scalar>, state: RecurrentVariables<Scalar>) {
    sequence(
      ids, on: tape, from: RecurrentVariables(state, on: tape), resets: resets, lengths: lengths,
      dropout: dropout)
  }

  /// Runs the layers over a whole sequence of vectors [T, B, D], like over ids; no input vectors
  /// are dropped here.
  public func sequence(
    _ inputs: Variable<Scalar>, from state: RecurrentVariables<Scalar>, resets: [Bool] = [],
    lengths: [Int] = [], dropout: Dropout? = nil
  ) -> (outputs: Variable<Scalar>, state: RecurrentVariables<Scalar>) {
    let batch = require(state)
    precondition(
      inputs.shape.rank == 3 && inputs.shape[2] == inputSize && inputs.shape[1] == batch,
      "inputs \(inputs.shape) are not [T, \(batch), \(inputSize)]")
    let bounds = SequenceBounds(resets: resets, lengths: lengths)
    bounds.require(steps: inputs.shape[0], batch: batch)
    return run(
      .init(first: inputs), steps: inputs.shape[0], on: inputs.tape, from: state, bounds, dropout)
  }

  /// Runs the layers over a whole sequence of vectors from a constant state, where backpropagation
  /// is truncated.
  public func sequence(
    _ inputs: Variable<Scalar>, from state: RNNState<Scalar>, resets: [Bool] = [],
    lengths: [Int] = [], dropout: Dropout? = nil
  ) -> (outputs: Variable<Scalar>, state: RecurrentVariables<Scalar>) {
    sequence(
      inputs, from: RecurrentVariables(state, on: inputs.tape), resets: resets, lengths: lengths,
      dropout: dropout)
  }

  @_specialize(where Scalar == Float)
  private func run(
    _ input: RecurrentInput<Scalar>, steps: Int, on tape: Tape<Scalar>,
    from state: RecurrentVariables<Scalar>, _ bounds: SequenceBounds, _ dropout: Dropout?
  ) -> (Variable<Scalar>, RecurrentVariables<Scalar>) {
    var outputs: Variable<Scalar>?
    var below: Variable<Scalar>?
    let final = RecurrentVariables(hidden: state.hidden, cell: state.cell)
    for k in layers.indices {
      var own = k == 0 || hasSkipConnections ? input : RecurrentInput()
      if let below { own.append(below.dropout(dropout?.mask(.outputs(layer: k - 1)))) }
      var result: Variable<Scalar>?
      for direction in 0..<directions {
        let at = k * directions + direction
        let weights = RecurrentWeights(
          direction == 0 ? layers[k] : reverseLayers[k], dropout?.mask(.recurrentWeight(layer: at)),
          on: tape)
        let operation = RNNSequenceOperation.record(
          cell, weights, own, steps: steps, fromHidden: state.hidden[at],
          cell: cell.hasCell ? state.cell[at] : nil, bounds, isReversed: direction == 1)
        let last = operation.recordLastState(on: tape)
        final.hidden.replace(at, by: last.hidden)
        if let cell = last.cell { final.cell.replace(at, by: cell) }
        let output = Variable(tape: tape, operation: operation)
        result = result?.joined(with: output) ?? output
      }
      below = result
      outputs = hasSkipConnections ? outputs?.joined(with: result!) ?? result : result
    }
    return (outputs!, final)
  }

  /// Batch size of a state; traps if the state does not fit this network.
  @_specialize(where Scalar == Float)
  private func require(_ state: RecurrentVariables<Scalar>) -> Int {
    let count = layers.count * directions
    let cells = cell.hasCell ? count : 0
    let batch = state.hidden.first?.shape.first ?? 0
    var fits = state.hidden.count == count && state.cell.count == cells
    for variable in state.hidden { fits = fits && variable.shape == [batch, hiddenSize] }
    for variable in state.cell { fits = fits && variable.shape == [batch, hiddenSize] }
    precondition(
      fits && batch > 0,
      "the state of \(count) \(cell) layers is \(count) hidden vectors and \(cells) cells of shape "
        + "[B, \(hiddenSize)]")
    return batch
  }
}

/// Inputs of a recurrent layer, concatenated in the order of the columns of W_ih.
struct RecurrentInput<Scalar: TensorScalar> {
  /// T·B ids, time-major; empty if there are none.
  var ids: [Int32] = []
  /// Mask of dropped ids, which are treated like the unknown one.
  var mask: DropoutMask?
  /// Vectors, [T, B, …] each, in order.
  private(set) var first: Variable<Scalar>?
  private(set) var second: Variable<Scalar>?

  mutating func append(_ vectors: Variable<Scalar>) {
    precondition(second == nil, "a recurrent layer takes two inputs of vectors at most")
    if first == nil { first = vectors } else { second = vectors }
  }
}

/// Parameters of a recurrent layer on a tape.
struct RecurrentWeights<Scalar: TensorScalar> {
  let inputWeight: Variable<Scalar>
  let recurrentWeight: Variable<Scalar>?
  let inputBias: Variable<Scalar>
  let recurrentBias: Variable<Scalar>?

  /// Puts the parameters on the tape, W_hh masked.
  init(_ layer: RNN<Scalar>.Layer, _ mask: DropoutMask?, on tape: Tape<Scalar>) {
    inputWeight = tape.parameter(layer.inputWeight)
    recurrentWeight = layer.recurrentWeight.map { tape.parameter($0).dropout(mask) }
    inputBias = tape.parameter(layer.inputBias)
    recurrentBias = layer.recurrentBias.map { tape.parameter($0) }
  }
}
