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
