import RondoNumerics

/// A recurrent layer over a whole sequence. The contribution of the input to the gates does not
/// depend on the state and is computed before the time loop; for ids it is a row of a table.
///
/// The batch is split over the threads once for the whole loop, whose steps are those of
/// `FusedStep`. Inputs: W_ih, W_hh, b_ih, b_hh (without recurrent weights: W_ih, b_ih), the initial
/// h, for an LSTM the initial c, and up to two inputs of vectors, whose columns of W_ih follow
/// those of the ids. Further results: h and c after the last step.
final class RNNSequenceOperation<Scalar: TensorScalar>: Operation<Scalar> {
  @exclusivity(unchecked) var cell = BuiltInCell.tanh
  @exclusivity(unchecked) private var idCount = 0
  /// Mask of dropped ids; nil if none are dropped.
  @exclusivity(unchecked) private(set) var symbolMask: DropoutMask?
  @exclusivity(unchecked) private var symbolBits = Workspace<UInt16>()
  @exclusivity(unchecked) private var idStorage = Workspace<Int32>()
  @exclusivity(unchecked) private var gates = Workspace<Scalar>()
  @exclusivity(unchecked) private var keptGates = Workspace<Scalar>()
  @exclusivity(unchecked) private var cells = Workspace<Scalar>()
  @exclusivity(unchecked) private var scratch = Workspace<Scalar>()
  /// True if steps are taken from the last to the first.
  @exclusivity(unchecked) private(set) var isReversed = false
  @exclusivity(unchecked) private(set) var lengths = RowLengths()
  /// Restarts of rows, and the states before each step, stored if there are restarts.
  @exclusivity(unchecked) private(set) var restarts = RestartList()
  @exclusivity(unchecked) var hiddenBefore = Workspace<Scalar>()
  @exclusivity(unchecked) var cellsBefore = Workspace<Scalar>()
  @exclusivity(unchecked) var final = Workspace<Scalar>()
  @exclusivity(unchecked) var clearedInput = Workspace<Scalar>()
  @exclusivity(unchecked) var panels = Workspace<Scalar>()
  @exclusivity(unchecked) var bias = Workspace<Scalar>()
  @exclusivity(unchecked) var table = Workspace<Scalar>()

  deinit {
    idStorage.free()
    symbolBits.free()
    gates.free()
    keptGates.free()
    cells.free()
    scratch.free()
    lengths.free()
    restarts.free()
    hiddenBefore.free()
    cellsBefore.free()
    final.free()
    clearedInput.free()
    panels.free()
    bias.free()
    table.free()
  }

  var steps: Int { shape[0] }
  var batch: Int { shape[1] }
  var units: Int { shape[2] }
  var depth: Int { inputs[0].shape[1] }
  /// Width of a row of gates, and of the contribution of the input to them.
  var width: Int { cell.width * units }
  var projected: Int { cell.gateCount * units }
  /// The inputs of vectors are `inputs[firstVectors...]`.
  var firstVectors: Int { firstState + (cell.hasCell ? 2 : 1) }
  /// The initial h is `inputs[firstState]`.
  var firstState: Int { cell.hasRecurrentWeights ? 4 : 2 }
  var recurrentWeight: Operation<Scalar>? { cell.hasRecurrentWeights ? inputs[1] : nil }
  var inputBias: Operation<Scalar> { inputs[cell.hasRecurrentWeights ? 2 : 1] }
  var recurrentBias: Operation<Scalar>? { cell.hasRecurrentWeights ? inputs[3] : nil }
  var hasVectors: Bool { inputs.count > firstVectors }
  /// The ids; nil if there are none.
  var ids: UnsafePointer<Int32>? { idCount > 0 ? UnsafePointer(idStorage.pointer) : nil }
  /// Number of columns of W_ih for ids.
  var idColumns: Int {
    var columns = depth
    for k in firstVectors..<inputs.count { columns -= inputs[k].shape.columns }
    return columns
  }

  static func record(
    _ cell: BuiltInCell, _ weights: RecurrentWeights<Scalar>, _ input: RecurrentInput<Scalar>,
    steps: Int, fromHidden hidden: Variable<Scalar>, cell startCell: Variable<Scalar>?,
    _ bounds: SequenceBounds, isReversed: Bool
  ) -> RNNSequenceOperation {
    let tape = weights.inputWeight.tape
    let operation = tape.record(
      RNNSequenceOperation.self, shape: [steps, hidden.shape[0], hidden.shape[1]],
      weights.inputWeight, weights.recurrentWeight, weights.inputBias, weights.recurrentBias,
      hidden, startCell, input.first, input.second)
    (operation.cell, operation.isReversed) = (cell, isReversed)
    (operation.idCount, operation.symbolMask) = (input.ids.count, input.mask)
    input.ids.withUnsafeBufferPointer { ids in
      guard let first = ids.baseAddress else { return }
      operation.idStorage.reserve(ids.count).update(from: first, count: ids.count)
    }
    operation.lengths.set(bounds.lengths, steps: steps)
    operation.restarts.set(
      bounds, operation.lengths, steps: steps, batch: operation.batch, isReversed: isReversed)
    operation.clearEndedIds()
    operation.forward(tape.workers)
    return operation
  }

  /// The step taken before another one; not in 0..<T for the first one taken.
  func stepBefore(_ step: Int) -> Int { isReversed ? step + 1 : step - 1 }

  /// Location of the state after a step, starting at a row; of the initial state for a step not in
  /// 0..<T.
  func place(_ step: Int, _ row: Int) -> Place {
    if step < 0 || step == steps { return initialPlace(row) }
    let first = step * batch + row
    return .init(
      hidden: value + first * units, cell: cell.hasCell ? cells.pointer + first * units : nil)
  }

  @_specialize(where Scalar == Float)
  private func forward(_ workers: Workers) {
    let (batch, width) = (batch, width)
    let gates = cell == .tanh ? value : gates.reserve(steps * batch * width)
    if cell.hasCell { _ = cells.reserve(steps * batch * units) }
    prepareRestarts()
    let bias = bias.reserve(projected)
    let recurrentBias = recurrentBias.map { UnsafePointer($0.value) }
    cell.inputBias(units: units, inputBias.value, recurrentBias, into: bias)
    if ids != nil { fillTable(bias, workers) }
    project(bias, into: gates, workers)
    let panels = panels.reserve(FusedStep<Scalar>.packedCount(cell, units: units))
    FusedStep.pack(cell, units: units, recurrentWeight?.value, into: panels, workers)
    let step = FusedStep(
      cell: cell, units: units, panels: UnsafePointer(panels), recurrentBias: recurrentBias)
    shareBatch(workers, ForwardSteps(operation: self, step: step, gates: gates))
  }

  /// The time loop for some rows of the batch.
  private struct ForwardSteps: RangeWork {
    let operation: RNNSequenceOperation
    let step: FusedStep<Scalar>
    let gates: UnsafeMutablePointer<Scalar>

    @_specialize(where Scalar == Float)
    func run(_ rows: Range<Int>) {
      let (batch, width, table) = (operation.batch, operation.width, operation.table)
      let (ids, hasVectors) = (operation.ids, operation.hasVectors)
      let (steps, units, isReversed) = (operation.steps, operation.units, operation.isReversed)
      let (lengths, hasRestarts) = (operation.lengths, operation.restarts.count > 0)
      let all = operation.place(0, 0)
      var before = operation.initialPlace(rows.lowerBound)
      for k in 0..<steps {
        let t = isReversed ? steps - 1 - k : k
        let (first, running) = (t * batch + rows.lowerBound, lengths.running(t, in: rows))
        let gates = gates + first * width
        let initial: ProductCall<Scalar>.Initial =
          hasVectors
          ? .rows(gates, stride: width)
          : .gathered(table.pointer, stride: operation.projected, ids: ids! + first)
        let after = all.row(first, of: units)
        if hasRestarts { before = operation.stateBefore(t, rows) }
        if !running.isEmpty {
          step.advance(
            rows: running.count, from: before, initial, gates: gates, to: after,
            descending: k % 2 == 1)
        }
        before = after
        guard lengths.isUneven else { continue }
        operation.clearEnded(t, rows, after.hidden, columns: units)
        if let cell = after.cell { operation.clearEnded(t, rows, cell, columns: units) }
      }
    }
  }

  /// gates = bias, or the ids' rows of the table, + x·W_ihᵀ for each of the vectors x: the initial
  /// values of the recurrence.
  private func project(
    _ bias: UnsafePointer<Scalar>, into gates: UnsafeMutablePointer<Scalar>, _ workers: Workers
  ) {
    let (columns, width) = (projected, width)
    var column = idColumns
    for k in firstVectors..<inputs.count {
      let x = inputs[k]
      let depth = x.shape.columns
      let panels = panels.reserve(Scalar.Kernels.packedCount(depth: depth, columns: columns))
      workers.packTransposed(
        depth: depth, columns: columns,
        .init(pointer: inputs[0].value + column, stride: self.depth), into: panels)
      let first: ProductCall<Scalar>.Initial =
        ids.map { .gathered(table.pointer, stride: columns, ids: $0) } ?? .rows(bias, stride: 0)
      productOfRunning(
        ProductCall(
          rows: steps * batch, columns: columns, depth: depth, a: x.value, aStride: depth,
          panels: panels, c: gates, cStride: width,
          initial: k == firstVectors ? first : .rows(gates, stride: width)), workers)
      column += depth
    }
  }

  /// table[id] = W_ih[:, id] + bias; the bias alone for the unknown id, which is the last one, and
  /// for dropped ids.
  private func fillTable(_ bias: UnsafePointer<Scalar>, _ workers: Workers) {
    let (depth, columns, weight) = (depth, projected, inputs[0].value)
    let table = table.reserve((idColumns + 1) * columns)
    if let symbolMask {
      symbolMask.random.drawMask(
        idColumns, keeping: symbolMask.threshold, time: 0, sequence: 0,
        into: symbolBits.reserve(RandomStream.maskWords(idColumns)))
    }
    workers.share(
      idColumns, grain: 16, cost: columns,
      TableRows(
        columns: columns, weight: .init(pointer: weight, stride: depth), bias: bias,
        symbols: symbols, table: table))
    (table + idColumns * columns).update(from: bias, count: columns)
  }

  private struct TableRows: RangeWork {
    let columns: Int
    let weight: MatrixPointer<Scalar>
    let bias: UnsafePointer<Scalar>
    let symbols: SymbolScales<Scalar>?
    let table: UnsafeMutablePointer<Scalar>

    func run(_ ids: Range<Int>) {
      Scalar.Kernels.transpose(
        rows: columns, columns: ids.count,
        .init(pointer: weight.pointer + ids.lowerBound, stride: weight.stride),
        adding: symbols == nil ? bias : nil, into: table + ids.lowerBound * columns,
        stride: columns)
      guard let symbols else { return }
      for id in ids {
        let row = table + id * columns
        symbols.scale(id, row, count: columns)
        Scalar.Kernels.addScaled(columns, factor: 1, bias, into: row)
      }
    }
  }

  /// Scale of each id; nil if nothing is dropped.
  var symbols: SymbolScales<Scalar>? {
    symbolMask.map { SymbolScales(bits: symbolBits.pointer, kept: Scalar($0.scale)) }
  }

  /// Backpropagation through time (Werbos 1990), from the last step taken to the first, followed by
  /// the gradients of weights, biases and inputs, each as one sum over all steps.
  @_specialize(where Scalar == Float)
  override func backward(_ workers: Workers) {
    let slopes = slopesOfGates()
    findSlopes(slopes, workers)
    addRecurrentWeightGradient(slopes, workers)
    addBiasGradients(slopes, workers)
    if let ids, inputs[0].needsGradient { addTableGradient(slopes, ids, workers) }
    addInputGradients(slopes, workers)
  }

  /// Memory for the gradients [T, B, width·H]: uninitialised for a tanh cell, otherwise the gates,
  /// which are overwritten, or a copy of them if they are needed again.
  private func slopesOfGates() -> UnsafeMutablePointer<Scalar> {
    let count = steps * batch * width
    if cell == .tanh { return gates.reserve(count) }
    guard keepsValues else { return gates.pointer }
    let copy = keptGates.reserve(count)
    copy.update(from: gates.pointer, count: count)
    return copy
  }

  private func findSlopes(_ slopes: UnsafeMutablePointer<Scalar>, _ workers: Workers) {
    let panels = panels.reserve(FusedStepGradient<Scalar>.packedCount(cell, units: units))
    FusedStepGradient.pack(cell, units: units, recurrentWeight?.value, into: panels, workers)
    let step = FusedStepGradient(cell: cell, units: units, panels: UnsafePointer(panels))
    shareBatch(
      workers,
      BackwardSteps(
        operation: self, step: step, slopes: slopes, states: StateGradients(of: self),
        memory: BackwardMemory(of: self, in: &scratch)))
  }

  /// The backward time loop for some rows of the batch.
  private struct BackwardSteps: RangeWork {
    let operation: RNNSequenceOperation
    let step: FusedStepGradient<Scalar>
    let slopes: UnsafeMutablePointer<Scalar>
    let states: StateGradients
    let memory: BackwardMemory

    @_specialize(where Scalar == Float)
    func run(_ rows: Range<Int>) {
      let (batch, units, width) = (operation.batch, operation.units, operation.width)
      let steps = operation.steps
      let own = FusedStepGradient<Scalar>.Scratch(
        slope: memory.slope + rows.lowerBound * units,
        carry: memory.carry + rows.lowerBound * units)
      Scalar.Kernels.fill(rows.count * units, with: 0, into: own.carry)
      for k in 0..<steps {
        let t = operation.isReversed ? k : steps - 1 - k
        let (first, running) = (t * batch + rows.lowerBound, operation.lengths.running(t, in: rows))
        var next: UnsafePointer<Scalar>?
        if k > 0 {
          let last = operation.isReversed ? t - 1 : t + 1
          next = operation.slopesGoingBack(
            slopes + (last * batch + rows.lowerBound) * width, from: last, running, own,
            spare: memory.spare + rows.lowerBound * width)
        }
        if !running.isEmpty {
          step.goBack(
            rows: running.count, operation.gradientFromOutside(t, running, states, memory),
            after: next,
            from: operation.place(t, rows.lowerBound),
            to: operation.placeBefore(t, rows.lowerBound), slopes: slopes + first * width, own,
            descending: k % 2 == 1)
        }
        operation.clearEnded(t, rows, slopes + first * width, columns: width)
        operation.clearEnded(t, rows, own.carry, columns: units)
        operation.keepFirst(t, running, slopes, memory)
      }
      operation.addInitialGradient(rows, step, slopes, states, memory)
    }
  }
}

/// Scale of each symbol in a step that drops some of them.
struct SymbolScales<Scalar: TensorScalar> {
  let bits: UnsafePointer<UInt16>
  let kept: Scalar

  /// Multiplies the numbers of a symbol by its scale.
  func scale(_ symbol: Int, _ numbers: UnsafeMutablePointer<Scalar>, count: Int) {
    guard bits[symbol / 16] >> (symbol % 16) & 1 == 1 else {
      return Scalar.Kernels.fill(count, with: 0, into: numbers)
    }
    withUnsafePointer(to: kept) {
      Scalar.Kernels.combine(.multiply, count, numbers, step: 1, $0, step: 0, into: numbers)
    }
  }
}
