import Testing

@testable import RondoEngine

/// Optimizers over parts of a model.
struct PartOptimizerTests {
  /// Parameters of 6, 5000, 2 and 6 numbers: the odd ones belong to another part than the even
  /// ones.
  private struct Parts: Module {
    typealias Scalar = Float
    var table = Tensor<Float>((0..<6).map { 1 - Float($0) / 4 }, shape: [2, 3])
    var layer = Linear<Float>(
      weight: Tensor((0..<5000).map { Float($0 % 17) / 8 - 1 }, shape: [2, 2500]),
      bias: Tensor([0.5, -0.25]))
    var last = Tensor<Float>((0..<6).map { Float($0) / 8 - 1 }, shape: [3, 2])

    mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
      visitor.visit("even.table", &table)
      visitor.visit("odd.layer", &layer)
      visitor.visit("even.last", &last)
    }

    /// Of the table, the weight, the bias and the last tensor.
    var bits: [[UInt32]] { parameters.map { $0.value.scalars.map(\.bitPattern) } }
  }

  /// The gradient of half the sum of the cubes of all parameters: their squares, times 1.5.
  private static func gradients(
    _ model: inout Parts, on tape: Tape<Float>
  ) -> Gradients<Float> {
    tape.gradient(of: &model) { model in
      let squares = [model.table, model.layer.weight, model.layer.bias, model.last].map {
        let w = tape.parameter($0)
        return (w.squared() * w).sum()
      }
      return (squares[0] + squares[1] + squares[2] + squares[3]) * 0.5
    }.gradients
  }

  private static func optimizer(
    _ rule: any OptimizationRule, _ part: String, decay: Double = 0, rates: ParameterRates? = nil
  ) -> Optimizer<Float> {
    Optimizer(rule, learningRate: 0.0625, weightDecay: decay, rates: rates, over: Parts()) {
      $0.hasPrefix(part)
    }
  }

  /// The bits after each step of optimizers that are applied one after another.
  private static func path(
    _ optimizers: [Optimizer<Float>], threads: Int = 1, steps: Int = 4
  ) -> [[[UInt32]]] {
    var (model, optimizers) = (Parts(), optimizers)
    let tape = Tape<Float>(workers: Workers(threads: threads))
    return (0..<steps).map { _ in
      let gradients = gradients(&model, on: tape)
      for k in optimizers.indices { optimizers[k].update(&model, along: gradients) }
      return model.bits
    }
  }

  @Test(arguments: OptimizerTests.rules, [0, 0.2])
  func `two optimizers of one rule have the bits of one over all`(
    rule: any OptimizationRule, decay: Double
  ) {
    let one = Self.path([Optimizer(rule, learningRate: 0.0625, weightDecay: decay)])
    let two = ["even", "odd"].map { Self.optimizer(rule, $0, decay: decay) }
    #expect(Self.path(two) == one)
    #expect(Self.path(two.reversed(), threads: 3) == one)
    #expect(one[0] != Parts().bits)
  }

  @Test(arguments: [1, 3])
  func `two optimizers of other rules have the bits of each alone`(threads: Int) {
    let (adam, momentum) = (
      Self.optimizer(Adam(), "even"), Self.optimizer(Momentum(), "odd", decay: 0.1)
    )
    let (first, second) = (Self.path([adam]), Self.path([momentum]))
    let start = Parts().bits
    #expect(first.allSatisfy { $0[1] == start[1] && $0[2] == start[2] }, "outside the part")
    #expect(second.allSatisfy { $0[0] == start[0] && $0[3] == start[3] }, "outside the part")
    for (step, both) in Self.path([adam, momentum], threads: threads).enumerated() {
      #expect(both == [first[step][0], second[step][1], second[step][2], first[step][3]])
    }
  }

  @Test func `the slots are as large as the part, and a restored optimizer goes on with them`() {
    var (model, tape) = (Parts(), Tape<Float>())
    var optimizer = Self.optimizer(Adam(), "even", decay: 0.1)
    for _ in 0..<2 { optimizer.update(&model, along: Self.gradients(&model, on: tape)) }
    #expect(optimizer.state.map(\.name) == ["exp_avg", "exp_avg_sq"])
    #expect(optimizer.state.allSatisfy { $0.value.shape == [12] })
    var restored = Self.optimizer(Adam(), "even", decay: 0.1)
    restored.restore(steps: 2, slots: optimizer.state.map { Tensor($0.value.scalars) })
    var copy = model
    optimizer.update(&model, along: Self.gradients(&model, on: tape))
    tape = Tape<Float>()
    restored.update(&copy, along: Self.gradients(&copy, on: tape))
    #expect(copy.bits == model.bits)
  }

  @Test func `the norm is that of the part`() {
    var model = Parts()
    let gradients = Self.gradients(&model, on: Tape<Float>())
    let (even, odd) = (
      Self.optimizer(Adam(), "even").norm(of: gradients),
      Self.optimizer(Adam(), "odd").norm(of: gradients)
    )
    let squares = (model.table.scalars + model.last.scalars).map { 1.5 * Double($0 * $0) }
    let expected = squares.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // Sums of Float squares in blocks, whose roots are a few units in the last place apart.
    #expect(abs(even - expected) < 1e-6 * expected)
    let all = gradients.norm
    #expect(abs((even * even + odd * odd).squareRoot() - all) < 1e-6 * all)
  }

  @Test func `a part of which some is frozen thaws with slots of its own`() {
    let rates = ParameterRates(Parts().layout) { name in
      name == "even.table" ? .init(firstStep: 2) : .init(factor: 0.5)
    }
    let path = Self.path([Self.optimizer(Adam(), "even", rates: rates)], steps: 5)
    let start = Parts().bits
    #expect(path.prefix(2).allSatisfy { $0[0] == start[0] } && path[2][0] != start[0])
    #expect(path.allSatisfy { $0[1] == start[1] && $0[2] == start[2] })
    let late = Self.path([Self.optimizer(Adam(), "even.table")], steps: 3)
    #expect((2..<5).map { path[$0][0] } == late.map { $0[0] })
  }

  @Test func `a part of nothing and a model of another size are refused`() async {
    await #expect(processExitsWith: .failure) { _ = Self.optimizer(Adam(), "none") }
    await #expect(processExitsWith: .failure) {
      var other = Weights<Float>(w: Tensor([2]))
      let gradients = Tape<Float>()
      var optimizer = Self.optimizer(Adam(), "even")
      let found = gradients.gradient(of: &other) {
        $0.loss(on: gradients, steepness: [1], target: [0])
      }
      optimizer.update(&other, along: found.gradients)
    }
  }
}
