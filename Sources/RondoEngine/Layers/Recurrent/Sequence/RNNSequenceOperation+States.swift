/// Initial and final states of a sequence: inputs and further results of the operation, with their
/// gradients.
extension RNNSequenceOperation {
  /// h before the first step taken, [B, H].
  var initialHidden: Operation<Scalar> { inputs[firstState] }

  /// c before the first step taken, [B, H]; nil for cells without c.
  var initialCell: Operation<Scalar>? { cell.hasCell ? inputs[firstState + 1] : nil }

  /// The initial state, starting at a row.
  func initialPlace(_ row: Int) -> Place {
    Place(hidden: initialHidden.value, cell: initialCell?.value).row(row, of: units)
  }

  /// Records h and, for an LSTM, c after the last step of each row as results.
  func recordLastState(on tape: Tape<Scalar>) -> (
    hidden: Variable<Scalar>, cell: Variable<Scalar>?
  ) {
    let last = finalPlace()
    let hidden = tape.recordResult(of: self, shape: [batch, units], value: last.hidden)
    guard let cell = last.cell else { return (hidden, nil) }
    return (hidden, tape.recordResult(of: self, shape: [batch, units], value: cell))
  }

  /// Location of the state after the last step of every row.
  private func finalPlace() -> Place {
    if isReversed { return place(0, 0) }
    guard lengths.isUneven else { return place(steps - 1, 0) }
    let count = batch * units
    let memory = final.reserve(2 * count)
    let result = Place(hidden: memory, cell: cell.hasCell ? memory + count : nil)
    for row in 0..<batch {
      copy(
        place(lengths.length(row, of: steps) - 1, row), to: result.row(row, of: units), rows: 1)
    }
    return result
  }

  /// Gradients of the states, [B, H] each; nil if absent or not needed.
  struct StateGradients {
    typealias Target = (numbers: UnsafeMutablePointer<Scalar>, accumulate: Bool)

    /// Gradients of h and c after the last step, from outside the recurrence.
    let lastHidden: UnsafePointer<Scalar>?
    let lastCell: UnsafePointer<Scalar>?
    /// Destinations of the gradients of h and c before the first step, to be written or added to.
    let initialHidden: Target?
    let initialCell: Target?

    init(of operation: RNNSequenceOperation) {
      func given(_ index: Int) -> UnsafePointer<Scalar>? {
        guard index < operation.results.count, operation.results[index].hasGradient else {
          return nil
        }
        return UnsafePointer(operation.results[index].gradient)
      }
      func wanted(_ input: Operation<Scalar>?) -> Target? {
        guard let input, input.needsGradient else { return nil }
        return input.gradientToWriteOrAddTo()
      }
      (lastHidden, lastCell) = (given(0), given(1))
      initialHidden = wanted(operation.initialHidden)
      initialCell = wanted(operation.initialCell)
    }
  }

  /// Scratch memory of the backward pass, for all rows.
  struct BackwardMemory {
    /// As in `FusedStepGradient.Scratch`, [B, H] each.
    let slope: UnsafeMutablePointer<Scalar>
    let carry: UnsafeMutablePointer<Scalar>
    /// Gradient of the output plus that of the final state, [B, H].
    let outside: UnsafeMutablePointer<Scalar>
    /// Gradients without those of restarted rows, [B, width·H].
    let spare: UnsafeMutablePointer<Scalar>
    /// Carry and gradients of the first step taken by each row, if it is not the same step for all
    /// rows: [B, H] and [B, width·H].
    let firstCarry: UnsafeMutablePointer<Scalar>
    let firstSlopes: UnsafeMutablePointer<Scalar>

    init(of operation: RNNSequenceOperation, in workspace: inout Workspace<Scalar>) {
      let (batch, row) = (operation.batch, operation.batch * operation.units)
      slope = workspace.reserve(4 * row + 2 * batch * operation.width)
      carry = slope + row
      outside = carry + row
      firstCarry = outside + row
      spare = firstCarry + row
      firstSlopes = spare + batch * operation.width
    }
  }

  /// The gradient of the outputs of some rows at a step, plus that of the final state for rows
  /// whose last step this is; their dc initialises the carry.
  func gradientFromOutside(
    _ step: Int, _ rows: Range<Int>, _ states: StateGradients, _ memory: BackwardMemory
  ) -> UnsafePointer<Scalar> {
    let first = (step * batch + rows.lowerBound) * units
    let isLast = isReversed ? step == 0 : lengths.isUneven || step == steps - 1
    if hasGradient, !isLast || states.lastHidden == nil && states.lastCell == nil {
      return UnsafePointer(gradient + first)
    }
    let outside = memory.outside + rows.lowerBound * units
    if hasGradient {
      outside.update(from: gradient + first, count: rows.count * units)
    } else {
      Scalar.Kernels.fill(rows.count * units, with: 0, into: outside)
    }
    guard isLast else { return UnsafePointer(outside) }
    for row in rows where isReversed || lengths.length(row, of: steps) == step + 1 {
      let at = row * units
      if let dh = states.lastHidden {
        Scalar.Kernels.addScaled(units, factor: 1, dh + at, into: memory.outside + at)
      }
      if let dc = states.lastCell {
        Scalar.Kernels.addScaled(units, factor: 1, dc + at, into: memory.carry + at)
      }
    }
    return UnsafePointer(outside)
  }

  /// True if rows take their first steps at different times, so that those of each row are stored.
  private var keepsFirst: Bool { isReversed && lengths.isUneven }

  /// Stores the carry and the gradients of a step for rows that take it first.
  func keepFirst(
    _ step: Int, _ rows: Range<Int>, _ slopes: UnsafePointer<Scalar>, _ memory: BackwardMemory
  ) {
    guard keepsFirst else { return }
    for row in rows where lengths.length(row, of: steps) == step + 1 {
      (memory.firstCarry + row * units).update(from: memory.carry + row * units, count: units)
      (memory.firstSlopes + row * width).update(
        from: slopes + (step * batch + row) * width, count: width)
    }
  }

  /// Adds the gradient of the initial state of some rows after all their steps; none for rows that
  /// restart before their first step.
  func addInitialGradient(
    _ rows: Range<Int>, _ step: FusedStepGradient<Scalar>, _ slopes: UnsafePointer<Scalar>,
    _ states: StateGradients, _ memory: BackwardMemory
  ) {
    guard states.initialHidden != nil || states.initialCell != nil else { return }
    let (at, count) = (rows.lowerBound * units, rows.count * units)
    var (carry, slope) = (memory.carry + at, memory.slope + at)
    var first = UnsafePointer(memory.firstSlopes + rows.lowerBound * width)
    if keepsFirst {
      carry = memory.firstCarry + at
    } else {
      let last = isReversed ? steps - 1 : 0
      first = slopesGoingBack(
        slopes + (last * batch + rows.lowerBound) * width, from: last, rows,
        .init(slope: slope, carry: carry), spare: memory.spare + rows.lowerBound * width)
    }
    func add(_ numbers: UnsafePointer<Scalar>, to target: StateGradients.Target) {
      guard target.accumulate else {
        return (target.numbers + at).update(from: numbers, count: count)
      }
      Scalar.Kernels.addScaled(count, factor: 1, numbers, into: target.numbers + at)
    }
    if let target = states.initialHidden {
      step.goBackToStart(rows: rows.count, after: first, into: slope)
      if !cell.hasCell { Scalar.Kernels.addScaled(count, factor: 1, carry, into: slope) }
      add(slope, to: target)
    }
    if let target = states.initialCell { add(carry, to: target) }
  }
}
