/// The gradient of `FusedStep`, for some rows of a batch.
///
/// It borrows its memory; whoever makes it keeps that alive.
struct FusedStepGradient<Scalar: TensorScalar> {
  let cell: BuiltInCell
  /// H.
  let units: Int
  /// The blocks of W_hh, packed one after another by `pack`.
  let panels: UnsafePointer<Scalar>

  /// Scratch memory for some rows, [rows, H] each.
  struct Scratch {
    /// dh.
    var slope: UnsafeMutablePointer<Scalar>
    /// What goes from a step to the one before it past the products: zeros before the last step.
    var carry: UnsafeMutablePointer<Scalar>
  }

  /// The slopes [rows, width·H] of what the functions of the gates are of.
  ///
  /// - Parameters:
  ///   - gradient: that of the step's output from outside the recurrence, [rows, H].
  ///   - next: the slopes of the step after; nil for the last step.
  ///   - slopes: for a tanh cell what is written; else the gates that `advance` left, which are
  ///     overwritten.
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

  /// The gradient of h before the step taken first, [rows, H], through the products: what goes past
  /// them is in the carry.
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

  /// The rows of the first block of W_hh.
  private var firstDepth: Int { (cell.blocks.first?.gates.count ?? 0) * units }

  /// The product of the slopes of W_hn's results with W_hn.
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
  /// The numbers that W_hh takes packed.
  static func packedCount(_ cell: BuiltInCell, units: Int) -> Int {
    cell.blocks.reduce(0) {
      $0 + Scalar.Kernels.packedCount(depth: $1.gates.count * units, columns: units)
    }
  }

  /// Packs W_hh [G·H, H], where there is one.
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
