/// Gradient of a loss with respect to every parameter of a model, in one buffer with the layout of
/// the parameters, times a scale.
///
/// `Sendable`.
public struct Gradients<Scalar: TensorScalar>: Sendable {
  let storage: Storage<Scalar>
  let parameters: Storage<Scalar>
  let workers: Workers

  /// Factor of all values; clipping changes nothing else.
  public private(set) var scale: Double = 1

  init(
    storage: Storage<Scalar>, parameters: Storage<Scalar>, workers: Workers
  ) {
    (self.storage, self.parameters, self.workers) = (storage, parameters, workers)
  }

  /// The gradient of one of the model's parameters.
  public subscript(_ parameter: Tensor<Scalar>) -> Tensor<Scalar> {
    precondition(
      parameter.storage === parameters, "this tensor is not a parameter of the model differentiated"
    )
    let start = storage.pointer + parameter.offset
    return Tensor(
      UnsafeBufferPointer(start: start, count: parameter.count).map { $0 * Scalar(scale) },
      shape: parameter.shape)
  }

  /// Euclidean norm over all parameters; not finite if any value is not.
  public var norm: Double { abs(scale) * sumOfSquares(0..<storage.count).squareRoot() }

  /// Sum of the squares of some values, without the scale.
  func sumOfSquares(_ range: Range<Int>) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: Workers.blocks(range.count)) {
      workers.sumOfSquares(
        range.count, storage.pointer + range.lowerBound, blocks: $0.baseAddress!)
    }
  }

  /// These gradients multiplied by a factor. O(1).
  public func scaled(by factor: Double) -> Gradients {
    var result = self
    result.scale *= factor
    return result
  }

  /// These gradients, scaled down to a norm of `limit` if it is larger (Pascanu, Mikolov & Bengio
  /// 2013).
  public func clipped(toNorm limit: Double) -> Gradients {
    precondition(limit > 0, "a norm is clipped to a positive limit, not \(limit)")
    let norm = norm
    return norm > limit ? scaled(by: limit / norm) : self
  }
}
