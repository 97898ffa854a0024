import RondoEngine
import RondoNumerics
import Testing

/// Lion (Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms"):
/// u = sign(β₁m + (1 − β₁)g), w ← w − rate·(u + λw), m ← β₂m + (1 − β₂)g.
struct Lion: OptimizationRule {
  var (beta1, beta2, decay) = (0.9, 0.99, 0.0)
  var slotNames: [String] { ["exp_avg"] }

  @_specialize(where Scalar == Float)
  func apply<Scalar: TensorScalar>(
    _ update: ParameterUpdate<Scalar>, step: Int, learningRate: Double
  ) {
    let (b1, b2, λ, rate) = (Scalar(beta1), Scalar(beta2), Scalar(decay), Scalar(learningRate))
    update.forEach { g, w, slots in
      let c = b1 * slots[0] + (1 - b1) * g
      slots[0] = b2 * slots[0] + (1 - b2) * g
      return w - rate * ((c > 0 ? 1 : c < 0 ? -1 : 0) + λ * w)
    }
  }
}

/// Adam whose mean square never falls (Reddi, Kale & Kumar 2018), with PyTorch's three slots.
struct AMSGrad: OptimizationRule {
  var slotNames: [String] { ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"] }

  func apply<Scalar: TensorScalar>(
    _ update: ParameterUpdate<Scalar>, step: Int, learningRate: Double
  ) {
    let (c1, c2) = (
      Scalar(1 - ReproducibleMath.power(0.9, step)), Scalar(1 - ReproducibleMath.power(0.999, step))
    )
    let rate = Scalar(learningRate)
    update.forEach { g, w, slots in
      slots[0] = 0.9 * slots[0] + 0.1 * g
      slots[1] = 0.999 * slots[1] + 0.001 * (g * g)
      slots[2] = Scalar.maximum(slots[2], slots[1])
      return w - rate * (slots[0] / c1) / ((slots[2] / c2).squareRoot() + 1e-8)
    }
  }
}

/// Gradient descent without memory, over pointers.
struct PlainDescent: OptimizationRule {
  func apply<Scalar: TensorScalar>(
    _ update: ParameterUpdate<Scalar>, step: Int, learningRate: Double
  ) {
    let rate = Scalar(learningRate)
    for i in 0..<update.count {
      let gradient = update.gradient[i] * update.gradientScale
      update.updated[i] = update.parameters[i] - rate * gradient
    }
  }
}

/// Rules of none, one and three slots, written with the public API alone: this file imports the
/// engine as programs do. The tests of all rules contain them too.
struct OpenRuleTests {
  /// The parameters after each step along a gradient, which is given doubled, with a scale of ½.
  private func steps<Scalar: TensorScalar>(
    _ rule: any OptimizationRule, from start: [Scalar], along gradients: [[Scalar]]
  ) -> [[Scalar]] {
    var model = Weights(w: Tensor(start))
    var optimizer = Optimizer<Scalar>(rule, learningRate: 0.25)
    let tape = Tape<Scalar>()
    return gradients.map { gradient in
      let found = tape.gradient(of: &model) {
        (tape.parameter($0.w) * tape.constant(Tensor(gradient.map { 2 * $0 }))).sum()
      }
      optimizer.update(&model, along: found.gradients.scaled(by: 0.5))
      return model.w.scalars
    }
  }

  @Test func `Lion steps by the sign of an average and remembers another`() {
    // Exact in binary: m is 0.25·4 = 1, then 0.75·1 − 0.25·1 = 0.5; c is 0.5·4, 0.5·1 − 0.5·1 = 0.
    let path: [[Double]] = steps(
      Lion(beta1: 0.5, beta2: 0.75, decay: 0.5), from: [8], along: [[4], [-1], [-0.75], [0]])
    // u = 1, 0, −1 and 1: c is 0.5·0.5 − 0.5·0.75 < 0, m 0.1875, and c 0.5·0.1875 > 0.
    var (w, expected) = (8.0, [[Double]]())
    for u in [1.0, 0, -1, 1] {
      w -= 0.25 * (u + 0.5 * w)
      expected.append([w])
    }
    #expect(path == expected)
  }

  @Test func `a rule of three slots has its own trajectory`() {
    let gradients: [[Double]] = [[2, -1], [0.5, 3], [-1, 0.125], [0.25, 0.25]]
    let path = steps(AMSGrad(), from: [1, 2], along: gradients)
    for k in 0..<2 {
      var (w, m, v, largest) = (Double(k + 1), 0.0, 0.0, 0.0)
      for (step, gradient) in gradients.enumerated() {
        m = 0.9 * m + 0.1 * gradient[k]
        v = 0.999 * v + 0.001 * gradient[k] * gradient[k]
        largest = max(largest, v)
        let (c1, c2) = (1 - power(0.9, step + 1), 1 - power(0.999, step + 1))
        w -= 0.25 * (m / c1) / ((largest / c2).squareRoot() + 1e-8)
        // A few roundings of numbers up to 3.
        #expect(abs(path[step][k] - w) < 1e-13)
      }
    }
  }

  private func power(_ x: Double, _ n: Int) -> Double { (0..<n).reduce(1) { y, _ in y * x } }

  @Test func `a rule without slots has the bits of momentum 0`() {
    let gradients: [[Float]] = [[0.3, -7], [1e-3, 0.7], [-0.11, 5]]
    let plain = steps(PlainDescent(), from: [1.7, -0.3], along: gradients)
    #expect(plain == steps(Momentum(momentum: 0), from: [1.7, -0.3], along: gradients))
    #expect(PlainDescent().slotNames.isEmpty)
  }
}
