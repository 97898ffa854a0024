import Testing

@testable import RondoEngine

struct OptimizerTests {
  static let rules: [any OptimizationRule] = [
    Momentum(momentum: 0), Momentum(), RMSprop(), Adam(), Adagrad(),
    Lion(beta1: 0.5, beta2: 0.5, decay: 0), AMSGrad(),
    PlainDescent(),
  ]
  private static let runs = [
    (0.01, 2000), (0.01, 600), (0.02, 1500), (0.1, 900), (1, 300), (0.005, 1600), (0.1, 2000),
    (0.01, 2000),
  ]

  @Test(arguments: zip(rules, runs))
  func `an optimizer comes down a badly conditioned bowl`(
    rule: any OptimizationRule, run: (rate: Double, steps: Int)
  ) {
    var model = Weights<Double>(w: Tensor([5, -5, 5]))
    var optimizer = Optimizer<Double>(rule, learningRate: run.rate)
    let steepness = [100, 10, 1.0]
    let path = optimizer.trajectory(
      &model, steps: run.steps, steepness: steepness, target: [1, 2, 3])
    // A rate that does not fall leaves RMSprop stepping to and fro by about its rate.
    #expect(difference(path[run.steps - 1], from: [1, 2, 3], absolute: 0.03, relative: 0) == nil)
    #expect(optimizer.steps == run.steps)
  }

  @Test(arguments: rules)
  func `copies of the model keep their values`(rule: any OptimizationRule) {
    var model = Weights<Float>(w: Tensor([5, -5, 5]))
    var optimizer = Optimizer<Float>(rule, learningRate: 0.01)
    var copies: [Weights<Float>] = []
    let path = (0..<5).map { _ in
      copies.append(model)
      return optimizer.trajectory(
        &model, steps: 1, steepness: [100, 10, 1], target: [1, 2, 3])[0]
    }
    let values = copies.map(\.w.scalars) + [model.w.scalars]
    #expect(values == [[5, -5, 5]] + path)
    #expect(Set(values).count == 6, "each step changes the weights")
  }

  @Test(arguments: rules)
  func `a copy of the optimizer goes its own way`(rule: any OptimizationRule) {
    var model = Weights<Float>(w: Tensor([5, -5, 5]))
    var optimizer = Optimizer<Float>(rule, learningRate: 0.01)
    func walk(
      _ steps: Int, _ steepness: Float, _ optimizer: inout Optimizer<Float>,
      _ model: inout Weights<Float>
    ) -> [[Float]] {
      optimizer.trajectory(
        &model, steps: steps, steepness: [steepness, 10, 1], target: [1, 2, 3])
    }
    _ = walk(3, 100, &optimizer, &model)
    var (otherModel, other) = (model, optimizer)
    _ = walk(3, 50, &other, &otherModel)
    var (thirdModel, third) = (model, optimizer)
    let expected = walk(3, 100, &third, &thirdModel)
    #expect(walk(3, 100, &optimizer, &model) == expected)
  }

  @Test(arguments: rules)
  func `a restored optimizer continues with the same bits`(rule: any OptimizationRule) {
    var model = Weights<Float>(w: Tensor([5, -5, 5]))
    var optimizer = Optimizer<Float>(rule, learningRate: 0.01)
    func walk(_ optimizer: inout Optimizer<Float>, _ model: inout Weights<Float>) -> [[Float]] {
      optimizer.trajectory(&model, steps: 3, steepness: [100, 10, 1], target: [1, 2, 3])
    }
    #expect(optimizer.state.isEmpty)
    _ = walk(&optimizer, &model)
    #expect(optimizer.state.map(\.name) == rule.slotNames)
    #expect(optimizer.state.allSatisfy { $0.value.shape == [3] })
    var restored = Optimizer<Float>(rule, learningRate: 0.01)
    restored.restore(steps: optimizer.steps, slots: optimizer.state.map(\.value))
    var restoredModel = Weights<Float>(w: Tensor(model.w.scalars))
    let expected = walk(&optimizer, &model)
    #expect(walk(&restored, &restoredModel) == expected)
  }

  @Test func `a step on a scaled gradient is the step on the gradient's multiple`() {
    var model = Weights<Double>(w: Tensor([1, 2]))
    let tape = Tape<Double>()
    let (loss, gradients) = tape.gradient(of: &model) {
      $0.loss(on: tape, steepness: [3, 4], target: [0, 0])
    }
    #expect(loss == 9.5)
    #expect(gradients[model.w].scalars == [3, 8])
    let half = gradients.scaled(by: 0.5)
    #expect(half[model.w].scalars == [1.5, 4] && half.norm == gradients.norm / 2)
    var optimizer = Optimizer<Double>(Momentum(momentum: 0), learningRate: 1)
    optimizer.update(&model, along: half)
    #expect(model.w.scalars == [-0.5, -2])
  }

  @Test func `clipping shortens what is too long and leaves the rest`() {
    var model = Weights<Float>(w: Tensor([3, 4]))
    let tape = Tape<Float>()
    let (_, gradients) = tape.gradient(of: &model) {
      $0.loss(on: tape, steepness: [1, 1], target: [0, 0])
    }
    #expect(gradients.norm == 5)
    #expect(gradients.clipped(toNorm: 5).scale == 1)
    let clipped = gradients.clipped(toNorm: 1)
    #expect(
      difference(clipped[model.w].scalars, from: [0.6, 0.8], absolute: 0, relative: 1e-7) == nil)
    #expect(abs(clipped.norm - 1) < 1e-7)
  }

  @Test func `the norm of a gradient that is not finite is not finite`() {
    var model = Weights<Float>(w: Tensor([1, 2]))
    let tape = Tape<Float>()
    let (_, gradients) = tape.gradient(of: &model) {
      $0.loss(on: tape, steepness: [.infinity, 1], target: [0, 0])
    }
    #expect(!gradients.norm.isFinite)
  }
}
