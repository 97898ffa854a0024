/// Settings and memory of one step of `Adaptation`.
struct AdaptationStep<Scalar: TensorScalar>: RangeWork {
  let gradient: UnsafePointer<Scalar>
  let gradientScale: Scalar
  let parameters: UnsafePointer<Scalar>
  let trained: UnsafePointer<Scalar>
  let roots: UnsafePointer<Scalar>
  let rate: Scalar
  let epsilon: Scalar
  let decay: Scalar
  let updated: UnsafeMutablePointer<Scalar>

  func run(_ range: Range<Int>) { Scalar.Kernels.adapt(self, range) }
}

extension FloatKernels {
  static func addSquares(
    _ n: Int, factor: Float, _ x: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Float>
  ) { PlainLoops.addSquares(n, factor: factor, x, into: sums) }

  static func adapt(_ step: AdaptationStep<Float>, _ range: Range<Int>) {
    PlainLoops.adapt(step, range)
  }
}

extension DoubleKernels {
  static func addSquares(
    _ n: Int, factor: Double, _ x: UnsafePointer<Double>, into sums: UnsafeMutablePointer<Double>
  ) { PlainLoops.addSquares(n, factor: factor, x, into: sums) }

  static func adapt(_ step: AdaptationStep<Double>, _ range: Range<Int>) {
    PlainLoops.adapt(step, range)
  }
}

extension PlainLoops {
  @inline(__always)
  static func addSquares(_ n: Int, factor: Scalar, _ x: Input, into sums: Output) {
    for i in 0..<n {
      let scaled = factor * x[i]
      sums[i] += scaled * scaled
    }
  }

  @inline(__always)
  static func adapt(_ step: AdaptationStep<Scalar>, _ range: Range<Int>) {
    let (gradient, w, trained) = (step.gradient, step.parameters, step.trained)
    let (roots, updated) = (step.roots, step.updated)
    let (rate, scale) = (step.rate, step.gradientScale)
    for i in range {
      let move = rate * (scale * gradient[i]) / (roots[i] + step.epsilon)
      let back = Scalar.minimum(1, step.decay * roots[i])
      updated[i] = w[i] - move + back * (trained[i] - w[i])
    }
  }
}
