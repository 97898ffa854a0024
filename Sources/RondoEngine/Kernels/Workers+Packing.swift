extension Workers {
  /// Packs B [depth, columns] for a product; the threads share the panels.
  func pack<Scalar: TensorScalar>(
    depth: Int, columns: Int, _ source: MatrixPointer<Scalar>,
    into panels: UnsafeMutablePointer<Scalar>
  ) {
    share(
      columns, grain: Scalar.Kernels.panelWidth, cost: 2 * depth,
      Packing(depth: depth, source: source, panels: panels, isTransposed: false))
  }

  /// Packs B = sourceᵀ for a product, where the source is [columns, depth]; the threads share the
  /// panels.
  func packTransposed<Scalar: TensorScalar>(
    depth: Int, columns: Int, _ source: MatrixPointer<Scalar>,
    into panels: UnsafeMutablePointer<Scalar>
  ) {
    share(
      columns, grain: Scalar.Kernels.panelWidth, cost: 2 * depth,
      Packing(depth: depth, source: source, panels: panels, isTransposed: true))
  }
}

private struct Packing<Scalar: TensorScalar>: RangeWork {
  let depth: Int
  let source: MatrixPointer<Scalar>
  let panels: UnsafeMutablePointer<Scalar>
  let isTransposed: Bool

  func run(_ range: Range<Int>) {
    let (first, into) = (range.lowerBound, panels + range.lowerBound * depth)
    if isTransposed {
      Scalar.Kernels.packTransposed(
        depth: depth, columns: range.count,
        .init(pointer: source.pointer + first * source.stride, stride: source.stride), into: into)
    } else {
      Scalar.Kernels.pack(
        depth: depth, columns: range.count,
        .init(pointer: source.pointer + first, stride: source.stride), into: into)
    }
  }
}
