import Testing

@testable import RondoEngine

struct ParameterRatesTests {
  /// Parameters of 6, 5000 and 3 numbers: `upper.weight`, `lower.weight` and `lower.bias`.
  private struct Stack: Module {
    typealias Scalar = Float
    var upper = Embedding<Float>(weight: Tensor((0..<6).map { 1 - Float($0) / 4 }, shape: [2, 3]))
    var lower = Linear<Float>(
      weight: Tensor((0..<5000).map { Float($0 % 17) / 8 - 1 }, shape: [2, 2500]),
      bias: Tensor([0.5, -0.25]))

    mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
      visitor.visit("upper", &upper)
      visitor.visit("lower", &lower)
    }

    var bits: [[UInt32]] { parameters.map { $0.value.scalars.map(\.bitPattern) } }
  }

  /// The gradient of half the sum of squares of all parameters: the parameters themselves.
  private static func gradients(
    _ model: inout Stack, on tape: Tape<Float>
  ) -> Gradients<Float> {
    tape.gradient(of: &model) { model in
      let (upper, lower) = (tape.parameter(model.upper.weight), model.lower)
      let squares = [upper, tape.parameter(lower.weight), tape.parameter(lower.bias)].map {
        $0.squared().sum()
      }
      return (squares[0] + squares[1] + squares[2]) * 0.5
    }.gradients
  }

  private static func rates(lower: ParameterRates.Pace) -> ParameterRates {
    ParameterRates(Stack().layout) { $0.hasPrefix("lower.") ? lower : .full }
  }

  /// Models before the first step and after each.
  private static func path(
    _ rule: any OptimizationRule = Adam(), _ rates: ParameterRates?, steps: Int = 5,
    decay: Double = 0, threads: Int = 1, clip: Double = .infinity
  ) -> [Stack] {
    var model = Stack()
    var optimizer = Optimizer<Float>(
      rule, learningRate: 0.125, weightDecay: decay, rates: rates)
    let tape = Tape<Float>(workers: Workers(threads: threads))
    return [model]
      + (0..<steps).map { _ in
        let gradients = gradients(&model, on: tape)
        let norm = optimizer.norm(of: gradients)
        optimizer.update(
          &model, along: norm > clip ? gradients.scaled(by: clip / norm) : gradients)
        return model
      }
  }

  @Test func `a step is the learning rate times the factor`() {
    let path = Self.path(
      Momentum(momentum: 0), Self.rates(lower: .init(factor: 0.5)), steps: 1)
    // Powers of two: w − rate·w is exact, or rounded once as here.
    for (name, rate) in [("upper.weight", 0.125), ("lower.weight", 0.0625), ("lower.bias", 0.0625)]
    {
      let (before, after) = (path[0], path[1])
      let start = before.parameters.first { $0.name == name }?.value.scalars ?? []
      let expected = start.map { $0 - Float(rate) * $0 }
      #expect(after.parameters.first { $0.name == name }?.value.scalars == expected, "\(name)")
    }
  }

  @Test(arguments: OptimizerTests.rules, [0, 0.2])
  func `all at full pace is the same bits as without`(rule: any OptimizationRule, decay: Double) {
    let all = ParameterRates(Stack().layout) { _ in .full }
    let plain = Self.path(rule, nil, decay: decay, clip: 2).map(\.bits)
    #expect(Self.path(rule, all, decay: decay, clip: 2).map(\.bits) == plain)
    #expect(plain[1] != plain[0])
  }

  @Test(arguments: OptimizerTests.rules, [0, 0.2])
  func `frozen parameters keep their bits until their first step`(
    rule: any OptimizationRule, decay: Double
  ) {
    let path = Self.path(
      rule, Self.rates(lower: .init(factor: 0.5, firstStep: 3)), decay: decay
    ).map(\.bits)
    for step in 1...3 {
      #expect(path[step][1...] == path[0][1...] && path[step][0] != path[step - 1][0])
    }
    #expect(path[4][1] != path[3][1] && path[4][2] != path[3][2])
  }

  @Test(arguments: OptimizerTests.rules)
  func `what thaws is trained as if training began there`(rule: any OptimizationRule) {
    let late = Self.path(rule, Self.rates(lower: .init(firstStep: 3)), steps: 6).map(\.bits)
    let soon = Self.path(rule, nil, steps: 3).map(\.bits)
    #expect((3...6).map { late[$0][1] } == soon.map { $0[1] })
    #expect(late.map { $0[0] }.prefix(4) == soon.map { $0[0] }.prefix(4))
  }

  @Test func `the norm is that of what the next step changes`() {
    var model = Stack()
    let rates = Self.rates(lower: .init(firstStep: 1))
    var optimizer = Optimizer<Float>(Adam(), learningRate: 0.1, rates: rates)
    let tape = Tape<Float>()
    var gradients = Self.gradients(&model, on: tape)
    let upper = model.upper.weight.scalars.reduce(0) { $0 + Double($1 * $1) }
    #expect(optimizer.norm(of: gradients) == upper.squareRoot())
    #expect(optimizer.norm(of: gradients.scaled(by: -2)) == 2 * upper.squareRoot())
    optimizer.update(&model, along: gradients)
    gradients = Self.gradients(&model, on: tape)
    #expect(optimizer.norm(of: gradients) == gradients.norm)
    // What is frozen below what is not, and between.
    let frozen = ParameterRates(model.layout) { name in
      name == "lower.weight" ? .init(firstStep: 9) : .full
    }
    let bias = model.lower.bias.scalars.reduce(0) { $0 + Double($1 * $1) }
    let rest = model.upper.weight.scalars.reduce(0) { $0 + Double($1 * $1) }
    let norm = Optimizer<Float>(Adam(), learningRate: 0.1, rates: frozen).norm(
      of: Self.gradients(&model, on: tape))
    // Sums of eight squares, of which a kernel may add several side by side.
    #expect(abs(norm - (bias + rest).squareRoot()) < 1e-6)
  }

  @Test func `any number of threads gives the same bits`() {
    let rates = Self.rates(lower: .init(factor: 0.5, firstStep: 2))
    let one = Self.path(Adam(), rates, decay: 0.1, clip: 1).map(\.bits)
    #expect(Self.path(Adam(), rates, decay: 0.1, threads: 3, clip: 1).map(\.bits) == one)
  }
}
