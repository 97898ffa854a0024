/// State of an `RNN` on a tape, before or after a sequence or a step.
///
///     var random = RandomSource(seed: 1)
///     let encoder = RNN<Float>(.gru, inputSize: 65, hiddenSize: 16, random: &random)
///     let decoder = RNN<Float>(.gru, inputSize: 65, hiddenSize: 16, random: &random)
///     let (tape, start) = (Tape<Float>(), encoder.initialState(batch: 1))
///     let meaning = encoder.sequence([3, 1, 2], on: tape, from: start).state
///     let outputs = decoder.sequence([65, 2, 1], on: tape, from: meaning).outputs
///
/// Gradients flow through it: from a decoder into its encoder, into a learnt `InitialState`, or
/// from one chunk of a sequence into the chunk before. To truncate backpropagation, continue from
/// `tensors` instead. Valid until the tape is reset. Not `Sendable`.
public struct RecurrentVariables<Scalar: TensorScalar> {
  /// h of each layer, [B, H]; in a bidirectional network each is followed by that of the reverse
  /// direction.
  public var hidden: VariableList<Scalar>

  /// c of each layer of an LSTM, [B, H], in the same order; empty for other cells.
  public var cell: VariableList<Scalar>

  /// Creates a state from its vectors.
  public init(
    hidden: some Collection<Variable<Scalar>>, cell: some Collection<Variable<Scalar>>
  ) {
    (self.hidden, self.cell) = (VariableList(hidden), VariableList(cell))
  }

  /// Creates the state of cells without c.
  public init(hidden: some Collection<Variable<Scalar>>) {
    self.init(hidden: hidden, cell: VariableList())
  }

  /// Creates a constant state: gradients do not flow into it.
  @_specialize(where Scalar == Float)
  public init(_ state: RNNState<Scalar>, on tape: Tape<Scalar>) {
    hidden = VariableList(count: state.hidden.count) { tape.constant(state.hidden[$0]) }
    cell = VariableList(count: state.cell.count) { tape.constant(state.cell[$0]) }
  }

  /// The values of the state as tensors without a gradient, which stay valid after the tape is
  /// reset.
  ///
  /// Copied: O(count). Two buffers take turns, so that a state carried from step to step is written
  /// over the one before last without allocating memory, unless that is still in use.
  public var tensors: RNNState<Scalar> { RNNState(hidden: hidden.copied(), cell: cell.copied()) }
}

/// A list of variables of one tape; a value.
///
/// The tape owns its memory, as it owns its operations, and reuses it in the next step: a list
/// allocates nothing after the first steps. Valid until the tape is reset. Not `Sendable`.
public struct VariableList<Scalar: TensorScalar>: RandomAccessCollection, MutableCollection {
  private var tape: Tape<Scalar>?
  private var list: ListOperation<Scalar>?
  private var generation = 0

  /// Creates a list of variables.
  public init(_ variables: some Collection<Variable<Scalar>>) {
    var index = variables.startIndex
    self.init(count: variables.count) { _ in
      defer { variables.formIndex(after: &index) }
      return variables[index]
    }
  }

  /// Creates an empty list.
  public init() {}

  /// Creates a list of the results of `element` for 0, 1, ….
  init(count: Int, _ element: (Int) -> Variable<Scalar>) {
    guard count > 0 else { return }
    let first = element(0)
    let list = first.tape.record(ListOperation<Scalar>.self, shape: [0], first)
    // A list has no gradient of its own: those of its elements flow directly into them.
    list.needsGradient = false
    for k in 1..<count { list.append(element(k), of: first.tape) }
    (tape, self.list, generation) = (first.tape, list, list.generation)
  }

  /// First position, 0.
  public var startIndex: Int { 0 }

  /// Number of variables.
  public var endIndex: Int { current?.inputs.count ?? 0 }

  private var current: ListOperation<Scalar>? {
    precondition(
      tape == nil || tape?.generation == generation,
      "a list of variables of an earlier step is used again")
    return list
  }

  /// The variable at a position; setting it does not change copies of the list.
  public subscript(position: Int) -> Variable<Scalar> {
    get {
      guard let tape, let current, position >= 0, position < current.inputs.count else {
        preconditionFailure("variable \(position) of \(count)")
      }
      return Variable(tape: tape, operation: current.inputs[position])
    }
    set {
      precondition(position >= 0 && position < endIndex, "variable \(position) of \(count)")
      self = VariableList(count: count) { $0 == position ? newValue : self[$0] }
    }
  }

  /// Replaces the variable at a position of this list, which must have no copies yet.
  func replace(_ position: Int, by variable: Variable<Scalar>) {
    current?.inputs[position] = variable.current
  }

  /// The values of each variable, in one of two buffers that take turns.
  @_specialize(where Scalar == Float)
  fileprivate func copied() -> [Tensor<Scalar>] { current?.copied() ?? [] }
}

/// A list of variables, which are its inputs.
private final class ListOperation<Scalar: TensorScalar>: Operation<Scalar> {
  /// The results of the last call of `copied` and of the call before.
  @exclusivity(unchecked) private var last: [Tensor<Scalar>] = []
  @exclusivity(unchecked) private var before: [Tensor<Scalar>] = []

  func append(_ variable: Variable<Scalar>, of tape: Tape<Scalar>) {
    precondition(variable.tape === tape, "a variable of another tape")
    inputs.append(variable.current)
  }

  @_specialize(where Scalar == Float)
  func copied() -> [Tensor<Scalar>] {
    swap(&last, &before)
    var fits = last.count == inputs.count
    for k in inputs.indices where fits { fits = last[k].shape == inputs[k].shape }
    guard fits else {
      last = inputs.map { Tensor(copying: $0.value, shape: $0.shape) }
      return last
    }
    last.withUnsafeMutableBufferPointer {
      for k in inputs.indices { $0[k].overwrite(with: inputs[k].value) }
    }
    return last
  }
}
