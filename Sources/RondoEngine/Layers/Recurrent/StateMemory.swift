/// Memory for the states that a network returns, step after step, without allocating: two states
/// take turns, so that the one before last is written over if nobody keeps it.
struct StateMemory<Scalar: TensorScalar> {
  private var states: [RNNState<Scalar>] = []
  private var turn = 0

  /// The state to be written next is like this one.
  mutating func take(like state: RNNState<Scalar>) {
    turn = 1 - turn
    let fits =
      states.count == 2 && states[turn].hidden.count == state.hidden.count
      && states[turn].cell.count == state.cell.count
      && states[turn].hidden[0].shape == state.hidden[0].shape
    if !fits { states = [state, state] }
  }

  /// Writes the state of one layer.
  mutating func store(
    layer: Int, hidden: UnsafePointer<Scalar>, cell: UnsafePointer<Scalar>?
  ) {
    let turn = turn
    states.withUnsafeMutableBufferPointer { states in
      states[turn].hidden.withUnsafeMutableBufferPointer { $0[layer].overwrite(with: hidden) }
      guard let cell else { return }
      states[turn].cell.withUnsafeMutableBufferPointer { $0[layer].overwrite(with: cell) }
    }
  }

  /// The state written last.
  var state: RNNState<Scalar> { states[turn] }
}
