/// Rows that begin anew within a sequence. Where there are any, the state before each step is kept
/// apart from the one after the step before it.
extension RNNSequenceOperation {
  typealias Place = RecurrentStep<Scalar>.Place

  /// Makes room for the states before each step.
  func prepareRestarts() {
    guard restarts.count > 0 else { return }
    _ = hiddenBefore.reserve(steps * batch * units)
    if cell.hasCell { _ = cellsBefore.reserve(steps * batch * units) }
  }

  /// Where the state before a step lies, from a row on.
  func placeBefore(_ step: Int, _ row: Int) -> Place {
    guard restarts.count > 0 else { return place(step - 1, row) }
    let first = (step * batch + row) * units
    return Place(
      hidden: hiddenBefore.pointer + first, cell: cell.hasCell ? cellsBefore.pointer + first : nil)
  }

  /// The state from which some rows take a step: zeros where they begin anew.
  func stateBefore(_ step: Int, _ rows: Range<Int>) -> Place {
    let before = placeBefore(step, rows.lowerBound)
    guard restarts.count > 0 else { return before }
    let (last, count) = (place(step - 1, rows.lowerBound), rows.count * units)
    before.hidden.update(from: last.hidden, count: count)
    if let cell = before.cell, let last = last.cell { cell.update(from: last, count: count) }
    for row in restarts.rows(before: step) where rows.contains(Int(row)) {
      let own = before.row(Int(row) - rows.lowerBound, of: units)
      Kernels.fill(units, with: 0, into: own.hidden)
      if let cell = own.cell { Kernels.fill(units, with: 0, into: cell) }
    }
    return before
  }

  /// What of the slopes after a step goes back into it: not those of rows that begin anew between.
  func slopesGoingBack(
    _ slopes: UnsafePointer<Scalar>, into step: Int, _ rows: Range<Int>,
    _ scratch: RecurrentStepGradient<Scalar>.Scratch, spare: UnsafeMutablePointer<Scalar>
  ) -> UnsafePointer<Scalar> {
    var isCopied = false
    for row in restarts.rows(before: step + 1) where rows.contains(Int(row)) {
      if !isCopied { spare.update(from: slopes, count: rows.count * width) }
      isCopied = true
      let own = Int(row) - rows.lowerBound
      Kernels.fill(width, with: 0, into: spare + own * width)
      Kernels.fill(units, with: 0, into: scratch.carry + own * units)
    }
    return isCopied ? UnsafePointer(spare) : slopes
  }
}
