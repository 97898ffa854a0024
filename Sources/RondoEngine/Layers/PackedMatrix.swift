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

/// A dense layer prepared for steps without a tape; gives the bits of `Linear`.
///
/// `Sendable`: its memory never changes.
public struct PackedLinear<Scalar: TensorScalar>: Sendable {
  private let weight: PackedMatrix<Scalar>
  private let bias: Tensor<Scalar>

  /// The number of results.
  public var outputs: Int { weight.outputs }

  /// Prepares a layer.
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
  /// The present output through a dense layer: [B, outputs] numbers, written over `result`, which
  /// must hold as many.
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
