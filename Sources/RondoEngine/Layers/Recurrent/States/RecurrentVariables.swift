/// The state of an `RNN` on a tape: what a sequence or a step starts from and what it ends with.
///
///     let start = encoder.initialState(batch: 32)
///     let meaning = encoder.sequence(ids, on: tape, from: start).state
///     let outputs = decoder.sequence(shifted, on: tape, from: meaning).outputs
///
/// Gradients pass through both: from a decoder into its encoder, into a learnt `InitialState`, from
/// one chunk of a sequence into the chunk before. Backpropagation is truncated where a caller goes on
/// from `tensors` instead. Valid until the tape is reset. Not `Sendable`.
public struct RecurrentVariables<Scalar: TensorScalar> {
  /// h of each layer, [B, H]; of a bidirectional network after each layer's that of the reverse one.
  public var hidden: VariableList<Scalar>

  /// c of each layer of an LSTM, [B, H], in the same order; empty for other cells.
  public var cell: VariableList<Scalar>

  /// A state with these vectors.
  public init(
    hidden: some Collection<Variable<Scalar>>, cell: some Collection<Variable<Scalar>>
  ) {
    (self.hidden, self.cell) = (VariableList(hidden), VariableList(cell))
  }

  /// A state with these vectors, of cells that have no c.
  public init(hidden: some Collection<Variable<Scalar>>) {
    self.init(hidden: hidden, cell: VariableList())
  }

  /// A constant state: no gradient goes back into it.
  @_specialize(where Scalar == Float)
  public init(_ state: RNNState<Scalar>, on tape: Tape<Scalar>) {
    hidden = VariableList(count: state.hidden.count) { tape.constant(state.hidden[$0]) }
    cell = VariableList(count: state.cell.count) { tape.constant(state.cell[$0]) }
  }

  /// The numbers, which no gradient goes back through; they outlive the tape's step.
  ///
  /// Copied: O(count). Two memories take turns, so that a state carried from step to step is written
  /// over the one before last without allocating, if nobody keeps that.
  public var tensors: RNNState<Scalar> { RNNState(hidden: hidden.copied(), cell: cell.copied()) }
}

/// Variables of one tape, in order; a value.
///
/// The tape holds them, as it holds its operations, and hands the same memory out in the next step:
/// a list allocates nothing after the first steps. Valid until the tape is reset. Not `Sendable`.
public struct VariableList<Scalar: TensorScalar>: RandomAccessCollection, MutableCollection {
  private var tape: Tape<Scalar>?
  private var list: ListOperation<Scalar>?
  private var generation = 0

  /// A list of these variables.
  public init(_ variables: some Collection<Variable<Scalar>>) {
    var index = variables.startIndex
    self.init(count: variables.count) { _ in
      defer { variables.formIndex(after: &index) }
      return variables[index]
    }
  }

  /// An empty list.
  public init() {}

  /// A list of what `element` returns for 0, 1, ….
  init(count: Int, _ element: (Int) -> Variable<Scalar>) {
    guard count > 0 else { return }
    let first = element(0)
    let list = first.tape.record(ListOperation<Scalar>.self, shape: [0], first)
    // A list has no gradient of its own: those of its elements reach them directly.
    list.needsGradient = false
    for k in 1..<count { list.append(element(k), of: first.tape) }
    (tape, self.list, generation) = (first.tape, list, list.generation)
  }

  /// Always 0.
  public var startIndex: Int { 0 }

  /// The number of variables.
  public var endIndex: Int { current?.inputs.count ?? 0 }

  private var current: ListOperation<Scalar>? {
    precondition(
      tape == nil || tape?.generation == generation,
      "a list of variables of an earlier step is used again")
    return list
  }

  /// A variable; setting it leaves copies of the list alone.
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

  /// Puts another variable at a position of this list, which nobody has a copy of yet.
  func replace(_ position: Int, by variable: Variable<Scalar>) {
    current?.inputs[position] = variable.current
  }

  /// The numbers of each variable, in one of two memories that take turns.
  @_specialize(where Scalar == Float)
  fileprivate func copied() -> [Tensor<Scalar>] { current?.copied() ?? [] }
}

/// A list of variables, which are its inputs.
private final class ListOperation<Scalar: TensorScalar>: Operation<Scalar> {
  /// What `copied` returned last, and the time before.
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
