/// Exponential moving average of a model's parameters (Polyak & Juditsky 1992).
///
///     var random = RandomSource(seed: 1)
///     var model = Linear<Float>(inputs: 3, outputs: 2, random: &random)
///     var average = AveragedWeights<Float>(decay: 0.999)
///     for step in 0..<100 {
///       // … one training step
///       average.add(&model, count: step)
///     }
///     let averaged = average.applied(to: model)
///
/// a ← a + (1 − d)·(w − a) with d = min(decay, (1 + t) / (10 + t)) after t earlier models, so that
/// the first ones are soon forgotten. Stores one number for each parameter. `Sendable`.
public struct AveragedWeights<Scalar: TensorScalar>: Sendable {
  /// Largest d, in 0..<1.
  public let decay: Double

  /// The average, in the order of the parameters; nil before the first model is added.
  public private(set) var value: Tensor<Scalar>?

  /// Creates an empty average, or continues from a stored one.
  public init(decay: Double, value: Tensor<Scalar>? = nil) {
    precondition((0..<1).contains(decay), "the decay \(decay) of an average is not in 0..<1")
    (self.decay, self.value) = (decay, value)
  }

  /// Adds the parameters of a model; `count` is the number of models added before.
  ///
  /// - Complexity: one pass over the parameters; only the first call allocates memory.
  public mutating func add<M: Module>(
    _ model: inout M, count: Int, workers: Workers = .single
  ) where M.Scalar == Scalar {
    let present = model.packParameters()
    guard value?.count == present.count else {
      precondition(value == nil, "an average of \(value?.count ?? 0) numbers, not \(present.count)")
      value = Tensor(copying: present.pointer, shape: [present.count])
      return
    }
    let rest = 1 - min(decay, Double(1 + count) / Double(10 + count))
    value?.withUnsafeMutableBuffer {
      workers.share(
        present.count, grain: 16, cost: 4,
        Approach(to: present.pointer, rest: Scalar(rest), average: $0.baseAddress!))
    }
    withExtendedLifetime(present) {}
  }

  /// A copy of the model with the averaged parameters; the model itself if nothing was added yet.
  public func applied<M: Module>(to model: M) -> M where M.Scalar == Scalar {
    guard let value else { return model }
    var (result, offset) = (model, 0)
    result.mapParameters { _, present in
      defer { offset += present.count }
      return value.withUnsafeBuffer {
        Tensor(copying: $0.baseAddress! + offset, shape: present.shape)
      }
    }
    return result
  }
}

/// a += rest·(w − a).
private struct Approach<Scalar: TensorScalar>: RangeWork {
  let to: UnsafePointer<Scalar>
  let rest: Scalar
  let average: UnsafeMutablePointer<Scalar>

  func run(_ range: Range<Int>) {
    Scalar.Kernels.approach(
      range.count, rest: rest, to + range.lowerBound, from: average + range.lowerBound)
  }
}
