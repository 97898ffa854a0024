/// The gradient of `FusedStep`, for some rows of a batch.
///
/// Uses memory owned by its creator, who keeps it alive.
struct FusedStepGradient<Scalar: TensorScalar> {
  let cell: BuiltInCell
  /// H: number of units.
  let units: Int
  /// Blocks of W_hh, packed one after another by `pack`.
  let panels: UnsafePointer<Scalar>

  /// Scratch memory for some rows, [rows, H] each.
  struct Scratch {
    /// dh.
    var slope: UnsafeMutablePointer<Scalar>
    /// Gradient that bypasses the products on its way to the previous step; zeros before the last
    /// step.
    var carry: UnsafeMutablePointer<Scalar>
  }

  /// Computes the gradients [rows, width·H] of the arguments of the gates' functions.
  ///
  /// - Parameters:
  ///   - gradient: gradient of the step's output from outside the recurrence, [rows, H].
  ///   - next: the gradients that the following step computed; nil for the last step.
  ///   - slopes: the destination; on entry it holds the gates that `advance` stored, except for a
  ///     tanh cell.
  ///   - descending: as in `FusedStep.advance`.
  func goBack(
    rows: Int, _ gradient: UnsafePointer<Scalar>, after next: UnsafePointer<Scalar>?,
    from after: FusedStep<Scalar>.Place, to before: FusedStep<Scalar>.Place,
    slopes: UnsafeMutablePointer<Scalar>, _ scratch: Scratch, descending: Bool
  ) {
    let slope = cell == .tanh ? slopes : scratch.slope
    Scalar.Kernels.product(
      ProductCall(
        rows: rows, columns: units, depth: next == nil ? 0 : firstDepth, a: next ?? gradient,
        aStride: width, panels: panels, c: slope, cStride: units,
        initial: .rows(gradient, stride: units),
        epilogue: cell == .tanh ? .tanhGradient(y: after.hidden, stride: units) : .none,
        isDescending: descending))
    let call = CellCall(
      rows: rows, units: units, gates: slopes, hiddenBefore: before.hidden, hidden: after.hidden,
      cellBefore: before.cell.map { UnsafePointer($0) }, cell: after.cell,
      slope: UnsafePointer(slope), carry: scratch.carry)
    switch cell {
    case .tanh: break
    case .lstm: Scalar.Kernels.cell(.lstmGradient, call)
    case .gru:
      if let next {
        candidateProduct(
          rows, next + 3 * units, into: slope, .rows(slope, stride: units), descending)
      }
      Scalar.Kernels.cell(.gruGradient, call)
    case .originalGRU:
      Scalar.Kernels.cell(.gruUpdateGradient, call)
      candidateProduct(rows, slopes + 2 * units, into: slope, .zero, descending)
      Scalar.Kernels.cell(.gruResetGradient, call)
    case .minGRU: Scalar.Kernels.cell(.minGRUGradient, call)
    }
  }

  /// Computes the part of the gradient of h before the first step, [rows, H], that goes through the
  /// products; the rest is in the carry.
  func goBackToStart(
    rows: Int, after first: UnsafePointer<Scalar>, into slope: UnsafeMutablePointer<Scalar>
  ) {
    Scalar.Kernels.product(
      ProductCall(
        rows: rows, columns: units, depth: firstDepth, a: first, aStride: width, panels: panels,
        c: slope, cStride: units, initial: .zero))
    guard cell == .gru else { return }
    candidateProduct(rows, first + 3 * units, into: slope, .rows(slope, stride: units), false)
  }

  private var width: Int { cell.width * units }

  /// Number of rows of the first block of W_hh.
  private var firstDepth: Int { (cell.blocks.first?.gates.count ?? 0) * units }

  /// Computes the product of the gradient of W_hn's results with W_hn.
  private func candidateProduct(
    _ rows: Int, _ slopes: UnsafePointer<Scalar>, into slope: UnsafeMutablePointer<Scalar>,
    _ initial: ProductCall<Scalar>.Initial, _ descending: Bool
  ) {
    Scalar.Kernels.product(
      ProductCall(
        rows: rows, columns: units, depth: units, a: slopes, aStride: width,
        panels: panels + Scalar.Kernels.packedCount(depth: 2 * units, columns: units), c: slope,
        cStride: units, initial: initial, isDescending: descending))
  }
}

extension FusedStepGradient {
  /// Number of elements of packed W_hh.
  static func packedCount(_ cell: BuiltInCell, units: Int) -> Int {
    cell.blocks.reduce(0) {
      $0 + Scalar.Kernels.packedCount(depth: $1.gates.count * units, columns: units)
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
      let depth = block.gates.count * units
      let rows = weight + block.gates.lowerBound * units * units
      workers.pack(
        depth: depth, columns: units, .init(pointer: rows, stride: units), into: panels)
      panels += Scalar.Kernels.packedCount(depth: depth, columns: units)
    }
  }
}
