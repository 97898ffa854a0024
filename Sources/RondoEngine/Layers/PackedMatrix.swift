/// A weight matrix packed once for many products.
///
/// `Sendable`: its memory never changes.
struct PackedMatrix<Scalar: TensorScalar>: Sendable {
  /// Number of outputs for a row.
  let outputs: Int

  /// Number of inputs.
  let inputs: Int

  private let storage: Storage<Scalar>

  /// Packs a weight [outputs, inputs].
  init(_ weight: Tensor<Scalar>) {
    precondition(weight.shape.rank == 2, "a weight is a matrix, not \(weight.shape)")
    self.init(weight, columns: 0..<weight.shape[1])
  }

  /// Packs some columns of a weight.
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

  /// y [rows, outputs] = initial + x·Wᵀ for x [rows, inputs]; `stride` is the distance between rows
  /// of y.
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

/// A dense layer packed for use without a tape; gives the same bits as `Linear`.
///
/// `Sendable`: its memory never changes.
public struct PackedLinear<Scalar: TensorScalar>: Sendable {
  private let weight: PackedMatrix<Scalar>
  private let bias: Tensor<Scalar>

  /// Number of outputs.
  public var outputs: Int { weight.outputs }

  /// Packs a layer.
  public init(_ layer: Linear<Scalar>) {
    weight = PackedMatrix(layer.weight)
    bias = layer.bias
  }

  func apply(
    rows: Int, _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>,
    _ workers: Workers
  ) {
    bias.withUnsafeBuffer {
      weight.apply(rows: rows, x, into: y, from: .rows($0.baseAddress!, stride: 0), workers)
    }
  }
}

extension RNNStepper {
  /// Applies a dense layer to the present output and writes the result, [B, outputs], to `result`,
  /// which must have that many elements.
  @_specialize(where Scalar == Float)
  public func output(through layer: PackedLinear<Scalar>, into result: inout [Scalar]) {
    precondition(
      result.count == batch * layer.outputs,
      "\(result.count) numbers cannot hold \(batch) rows of \(layer.outputs)")
    result.withUnsafeMutableBufferPointer {
      layer.apply(rows: batch, outputPointer, into: $0.baseAddress!, workers)
    }
  }
}
