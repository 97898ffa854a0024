/// The mean square of each parameter's gradient over several losses.
///
///     var statistics = GradientStatistics<Float>()
///     for segment in segments {
///       statistics.add(tape.gradient(of: &model) { … }.gradients)
///     }
///
/// What is large is often moved; over texts drawn from the model itself it is the diagonal of the
/// Fisher information. One vector laid out as the parameters are. `Sendable`.
public struct GradientStatistics<Scalar: TensorScalar>: Sendable {
  /// The number of gradients added.
  public private(set) var count = 0

  private var sums: Tensor<Scalar>?

  /// Statistics of nothing.
  public init() {}

  /// Adds a gradient; O(parameters).
  public mutating func add(_ gradients: Gradients<Scalar>) {
    let n = gradients.storage.count
    var sums = self.sums ?? Tensor(zeros: [n])
    self.sums = nil
    precondition(sums.count == n, "a gradient of \(n) numbers after ones of \(sums.count)")
    sums.withUnsafeMutableBuffer { buffer in
      gradients.workers.share(
        n, grain: 16, cost: 2,
        SquareSums(
          factor: Scalar(gradients.scale), gradient: gradients.storage.pointer,
          sums: buffer.baseAddress!))
    }
    self.sums = sums
    count += 1
  }

  /// The square root of each mean; at least one gradient must have been added.
  var rootMeanSquares: Tensor<Scalar> {
    guard let sums else { preconditionFailure("the statistics of no gradient") }
    var result = sums
    result.withUnsafeMutableBuffer { numbers in
      Scalar.Kernels.fill(numbers.count, with: 0, into: numbers.baseAddress!)
      Scalar.Kernels.addScaled(
        numbers.count, factor: 1 / Scalar(count), sums.storage.pointer, into: numbers.baseAddress!)
      Scalar.Kernels.apply(
        .squareRoot, numbers.count, numbers.baseAddress!, into: numbers.baseAddress!)
    }
    return result
  }
}

private struct SquareSums<Scalar: TensorScalar>: RangeWork {
  let factor: Scalar
  let gradient: UnsafePointer<Scalar>
  let sums: UnsafeMutablePointer<Scalar>

  func run(_ range: Range<Int>) {
    let first = range.lowerBound
    Scalar.Kernels.addSquares(
      range.count, factor: factor, gradient + first, into: sums + first)
  }
}
