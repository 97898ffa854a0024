/// Rows that restart within a sequence. If there are any, the state before each step is stored
/// separately from the state after the preceding one.
extension RNNSequenceOperation {
  typealias Place = FusedStep<Scalar>.Place

  /// Allocates memory for the states before each step.
  func prepareRestarts() {
    guard restarts.count > 0 else { return }
    _ = hiddenBefore.reserve(steps * batch * units)
    if cell.hasCell { _ = cellsBefore.reserve(steps * batch * units) }
  }

  /// Location of the state before a step, starting at a row.
  func placeBefore(_ step: Int, _ row: Int) -> Place {
    guard restarts.count > 0 else { return place(stepBefore(step), row) }
    let first = (step * batch + row) * units
    return Place(
      hidden: hiddenBefore.pointer + first, cell: cell.hasCell ? cellsBefore.pointer + first : nil)
  }

  /// The state from which some rows take a step; rows that restart there get zeros or the initial
  /// state.
  func stateBefore(_ step: Int, _ rows: Range<Int>) -> Place {
    let before = placeBefore(step, rows.lowerBound)
    guard restarts.count > 0 else { return before }
    copy(place(stepBefore(step), rows.lowerBound), to: before, rows: rows.count)
    for restart in restarts[step] where rows.contains(Int(restart.row)) {
      let own = before.row(Int(restart.row) - rows.lowerBound, of: units)
      if restart.isFirst {
        copy(initialPlace(Int(restart.row)), to: own, rows: 1)
      } else {
        Scalar.Kernels.fill(units, with: 0, into: own.hidden)
        if let cell = own.cell { Scalar.Kernels.fill(units, with: 0, into: cell) }
      }
    }
    return before
  }

  func copy(_ state: Place, to other: Place, rows: Int) {
    other.hidden.update(from: state.hidden, count: rows * units)
    if let from = state.cell, let to = other.cell { to.update(from: from, count: rows * units) }
  }

  /// The gradients of step `last` that flow back past its start: zeros for rows that restarted
  /// there.
  func slopesGoingBack(
    _ slopes: UnsafePointer<Scalar>, from last: Int, _ rows: Range<Int>,
    _ scratch: FusedStepGradient<Scalar>.Scratch, spare: UnsafeMutablePointer<Scalar>
  ) -> UnsafePointer<Scalar> {
    var isCopied = false
    for restart in restarts[last] where rows.contains(Int(restart.row)) {
      if !isCopied { spare.update(from: slopes, count: rows.count * width) }
      isCopied = true
      let own = Int(restart.row) - rows.lowerBound
      Scalar.Kernels.fill(width, with: 0, into: spare + own * width)
      Scalar.Kernels.fill(units, with: 0, into: scratch.carry + own * units)
    }
    return isCopied ? UnsafePointer(spare) : slopes
  }
}
