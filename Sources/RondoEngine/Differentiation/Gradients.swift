/// The gradient of a loss with respect to every parameter of a model, in one buffer laid out as
/// the parameters are, times a scale.
///
/// `Sendable`.
public struct Gradients<Scalar: TensorScalar>: Sendable {
  let storage: Storage<Scalar>
  let parameters: Storage<Scalar>
  let workers: Workers

  /// What every number counts times: clipping changes this alone.
  public private(set) var scale: Double = 1

  init(
    storage: Storage<Scalar>, parameters: Storage<Scalar>, workers: Workers
  ) {
    (self.storage, self.parameters, self.workers) = (storage, parameters, workers)
  }

  /// The gradient for one of the model's parameters.
  public subscript(_ parameter: Tensor<Scalar>) -> Tensor<Scalar> {
    precondition(
      parameter.storage === parameters, "this tensor is not a parameter of the model differentiated"
    )
    let start = storage.pointer + parameter.offset
    return Tensor(
      UnsafeBufferPointer(start: start, count: parameter.count).map { $0 * Scalar(scale) },
      shape: parameter.shape)
  }

  /// The Euclidean norm over all parameters; not finite if any number is not.
  public var norm: Double { abs(scale) * sumOfSquares(0..<storage.count).squareRoot() }

  /// The sum of the squares of some of the numbers, without the scale.
  func sumOfSquares(_ range: Range<Int>) -> Double {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: Workers.blocks(range.count)) {
      workers.sumOfSquares(
        range.count, storage.pointer + range.lowerBound, blocks: $0.baseAddress!)
    }
  }

  /// These gradients times a factor. O(1).
  public func scaled(by factor: Double) -> Gradients {
    var result = self
    result.scale *= factor
    return result
  }

  /// These gradients, made shorter if their norm exceeds `limit` (Pascanu, Mikolov & Bengio 2013).
  public func clipped(toNorm limit: Double) -> Gradients {
    precondition(limit > 0, "a norm is clipped to a positive limit, not \(limit)")
    let norm = norm
    return norm > limit ? scaled(by: limit / norm) : self
  }
}
