extension Workers {
  /// Packs B [depth, columns] for a product, panels split over the threads.
  func pack<Scalar: TensorScalar>(
    depth: Int, columns: Int, _ source: MatrixPointer<Scalar>,
    into panels: UnsafeMutablePointer<Scalar>
  ) {
    split(columns, grain: Scalar.Kernels.panelWidth, cost: 2 * depth) { range in
      Scalar.Kernels.pack(
        depth: depth, columns: range.count,
        .init(pointer: source.pointer + range.lowerBound, stride: source.stride),
        into: panels + range.lowerBound * depth)
    }
  }

  /// Packs B = sourceᵀ for a product, where the source is [columns, depth]; panels split over the
  /// threads.
  func packTransposed<Scalar: TensorScalar>(
    depth: Int, columns: Int, _ source: MatrixPointer<Scalar>,
    into panels: UnsafeMutablePointer<Scalar>
  ) {
    split(columns, grain: Scalar.Kernels.panelWidth, cost: 2 * depth) { range in
      Scalar.Kernels.packTransposed(
        depth: depth, columns: range.count,
        .init(pointer: source.pointer + range.lowerBound * source.stride, stride: source.stride),
        into: panels + range.lowerBound * depth)
    }
  }
}
