/// An exponential average of a model's parameters, kept beside them (Polyak & Juditsky 1992).
///
///     var average = AveragedWeights<Float>(decay: 0.999)
///     average.add(&model)  // after each step
///     let averaged = average.applied(to: model)
///
/// a ← a + (1 − d)·(w − a) with d = min(decay, (1 + t) / (10 + t)) for t models before this one, so
/// that the first ones are soon forgotten. `Sendable`; as many numbers as the model has.
public struct AveragedWeights<Scalar: TensorScalar>: Sendable {
  /// The greatest d, in 0..<1.
  public let decay: Double

  /// The average, laid out as the parameters are; nil before the first model.
  public private(set) var value: Tensor<Scalar>?

  /// An average of nothing, or one to go on with.
  public init(decay: Double, value: Tensor<Scalar>? = nil) {
    precondition((0..<1).contains(decay), "the decay \(decay) of an average is not in 0..<1")
    (self.decay, self.value) = (decay, value)
  }

  /// Takes the parameters of a model in; `count` is the number of models before it.
  ///
  /// - Complexity: one pass over the parameters; allocates nothing but the first time.
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

  /// The model with the averaged parameters; the model itself before the first one was added.
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
