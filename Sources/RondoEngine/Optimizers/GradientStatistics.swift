/// Mean square of each parameter's gradient over several losses.
///
///     var random = RandomSource(seed: 1)
///     var model = Linear<Float>(inputs: 3, outputs: 2, random: &random)
///     let tape = Tape<Float>()
///     var statistics = GradientStatistics<Float>()
///     for inputs: [Float] in [[1, 2, 3], [4, 5, 6]] {
///       let (_, gradients) = tape.gradient(of: &model) { model in
///         model(tape.constant(Tensor(inputs, shape: [1, 3]))).crossEntropy([0])
///       }
///       statistics.add(gradients)
///     }
///
/// For texts sampled from the model itself this is the diagonal of the Fisher information. Stores
/// one number for each parameter. `Sendable`.
public struct GradientStatistics<Scalar: TensorScalar>: Sendable {
  /// The number of gradients added.
  public private(set) var count = 0

  private var sums: Tensor<Scalar>?

  /// Creates empty statistics.
  public init() {}

  /// Adds a gradient. O(parameters).
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

  /// Square root of each mean; at least one gradient must have been added.
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
