/// One time step of a cell for some rows of a batch, shared by the whole-sequence operation and the
/// stepper.
///
/// Uses memory owned by its creator, who keeps it alive.
struct FusedStep<Scalar: TensorScalar> {
  let cell: BuiltInCell
  /// H: number of units.
  let units: Int
  /// Blocks of W_hh, packed one after another by `pack`.
  let panels: UnsafePointer<Scalar>
  /// b_hh, [G·H]; nil for a cell without recurrent weights.
  let recurrentBias: UnsafePointer<Scalar>?
  /// Threads that share the products; a single one within a share of the batch.
  var workers = Workers.single

  /// Location of the state of some rows: h [rows, H] and, for an LSTM, c.
  struct Place {
    var hidden: UnsafeMutablePointer<Scalar>
    var cell: UnsafeMutablePointer<Scalar>?

    func row(_ row: Int, of units: Int) -> Place {
      Place(hidden: hidden + row * units, cell: cell.map { $0 + row * units })
    }
  }

  /// Computes the state after the step.
  ///
  /// `initial` is the contribution of the input to the gates, [rows, G·H]; `gates`, [rows,
  /// width·H], receives what the gradient needs, except for a tanh cell. Every second step of a
  /// sequence is `descending`, with the same bits: it starts with the weights that the previous
  /// step read last.
  func advance(
    rows: Int, from before: Place, _ initial: ProductCall<Scalar>.Initial,
    gates: UnsafeMutablePointer<Scalar>, to after: Place, descending: Bool
  ) {
    var call: CellCall<Scalar> {
      CellCall(
        rows: rows, units: units, gates: gates, hiddenBefore: before.hidden, hidden: after.hidden,
        cellBefore: before.cell.map { UnsafePointer($0) }, cell: after.cell)
    }
    let width = cell.width * units
    switch cell {
    case .tanh:
      workers.product(
        ProductCall(
          rows: rows, columns: units, depth: units, a: before.hidden, aStride: units,
          panels: panels, c: after.hidden, cStride: units, initial: initial, epilogue: .tanh,
          isDescending: descending))
    case .lstm:
      workers.product(
        ProductCall(
          rows: rows, columns: width, depth: units, a: before.hidden, aStride: units,
          panels: panels, c: gates, cStride: width, initial: initial, isDescending: descending))
      Scalar.Kernels.cell(.lstm, call)
    case .gru:
      if !descending { addResetAndUpdate(rows, before, initial, gates, descending) }
      // A product of depth 0: writes the input's contribution to n, unless it is already there.
      if case .gathered = initial {
        workers.product(
          ProductCall(
            rows: rows, columns: units, depth: 0, a: before.hidden, aStride: units,
            panels: candidatePanels, c: gates + 2 * units, cStride: width,
            initial: initial.shifted(by: 2 * units)))
      }
      workers.product(
        ProductCall(
          rows: rows, columns: units, depth: units, a: before.hidden, aStride: units,
          panels: candidatePanels, c: gates + 3 * units, cStride: width,
          initial: candidateBias, isDescending: descending))
      if descending { addResetAndUpdate(rows, before, initial, gates, descending) }
      Scalar.Kernels.cell(.gru, call)
    case .originalGRU:
      addResetAndUpdate(rows, before, initial, gates, descending)
      Scalar.Kernels.cell(.gruReset, call)
      workers.product(
        ProductCall(
          rows: rows, columns: units, depth: units, a: gates + 3 * units, aStride: width,
          panels: candidatePanels, c: gates + 2 * units, cStride: width,
          initial: initial.shifted(by: 2 * units), isDescending: descending))
      Scalar.Kernels.cell(.gruUpdate, call)
    case .minGRU:
      if case .gathered = initial {
        workers.product(
          ProductCall(
            rows: rows, columns: width, depth: 0, a: before.hidden, aStride: units,
            panels: panels, c: gates, cStride: width, initial: initial))
      }
      Scalar.Kernels.cell(.minGRU, call)
    }
  }

  /// Adds the products of r and z.
  private func addResetAndUpdate(
    _ rows: Int, _ before: Place, _ initial: ProductCall<Scalar>.Initial,
    _ gates: UnsafeMutablePointer<Scalar>, _ descending: Bool
  ) {
    workers.product(
      ProductCall(
        rows: rows, columns: 2 * units, depth: units, a: before.hidden, aStride: units,
        panels: panels, c: gates, cStride: cell.width * units, initial: initial,
        isDescending: descending))
  }

  /// b_hn, the initial value of a GRU's product with W_hn.
  private var candidateBias: ProductCall<Scalar>.Initial {
    guard let recurrentBias else { preconditionFailure("a \(cell) without recurrent biases") }
    return .rows(recurrentBias + 2 * units, stride: 0)
  }

  private var candidatePanels: UnsafePointer<Scalar> {
    panels + Scalar.Kernels.packedCount(depth: units, columns: 2 * units)
  }
}

extension FusedStep {
  /// Number of elements of packed W_hh.
  static func packedCount(_ cell: BuiltInCell, units: Int) -> Int {
    cell.blocks.reduce(0) {
      $0 + Scalar.Kernels.packedCount(depth: units, columns: $1.gates.count * units)
    }
  }

  /// Packs W_hh [G·H, H], if the cell has one.
  static func pack(
    _ cell: BuiltInCell, units: Int, _ weight: UnsafePointer<Scalar>?,
    into panels: UnsafeMutablePointer<Scalar>, _ workers: Workers
  ) {
    guard let weight else { return }
    var panels = panels
    for block in cell.blocks {
      let columns = block.gates.count * units
      let rows = weight + block.gates.lowerBound * units * units
      workers.packTransposed(
        depth: units, columns: columns, .init(pointer: rows, stride: units), into: panels)
      panels += Scalar.Kernels.packedCount(depth: units, columns: columns)
    }
  }
}

extension ProductCall.Initial {
  /// The same rows, starting at a later column.
  fileprivate func shifted(by columns: Int) -> Self {
    switch self {
    case .zero: .zero
    case .rows(let start, let stride): .rows(start + columns, stride: stride)
    case .gathered(let table, let stride, let ids):
      .gathered(table + columns, stride: stride, ids: ids)
    }
  }
}
