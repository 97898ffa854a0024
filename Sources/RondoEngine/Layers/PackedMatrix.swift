/// A weight prepared for products: packed once, used many times.
///
/// `Sendable`: its memory never changes.
struct PackedMatrix<Scalar: TensorScalar>: Sendable {
  /// The number of results for one row.
  let outputs: Int

  /// The number of inputs.
  let inputs: Int

  private let storage: Storage<Scalar>

  /// Prepares a weight [outputs, inputs].
  init(_ weight: Tensor<Scalar>) {
    precondition(weight.shape.rank == 2, "a weight is a matrix, not \(weight.shape)")
    self.init(weight, columns: 0..<weight.shape[1])
  }

  /// Prepares some columns of a weight.
  init(_ weight: Tensor<Scalar>, columns: Range<Int>) {
    (outputs, inputs) = (weight.shape[0], columns.count)
    let stride = weight.shape[1]
    storage = Storage(
      uninitializedCount: Scalar.Kernels.packedCount(depth: inputs, columns: outputs))
    weight.withUnsafeBuffer {
      Scalar.Kernels.packTransposed(
        depth: inputs, columns: outputs,
        .init(pointer: $0.baseAddress! + columns.lowerBound, stride: stride),
        into: storage.pointer)
    }
  }

  /// y [rows, outputs] = initial + x·Wᵀ for x [rows, inputs]; rows of y are `stride` apart.
  func apply(
    rows: Int, _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>,
    stride: Int? = nil, from initial: ProductCall<Scalar>.Initial, _ workers: Workers = .single
  ) {
    workers.product(
      ProductCall(
        rows: rows, columns: outputs, depth: inputs, a: x, aStride: inputs,
        panels: storage.pointer, c: y, cStride: stride ?? outputs, initial: initial))
  }
}
