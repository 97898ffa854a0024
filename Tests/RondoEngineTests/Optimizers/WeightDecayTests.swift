import RondoNumerics
import TestSupport
import Testing

@testable import RondoEngine

struct WeightDecayTests {
  @Test(arguments: OptimizerTests.rules)
  func `weights decay and biases do not`(rule: any OptimizationRule) {
    var random = RandomSource(seed: 1)
    // 4 biases between two weights, of which the first is longer than a block.
    let start = Two(
      first: Linear(inputs: 2500, outputs: 2, random: &random),
      second: Linear(inputs: 3, outputs: 2, random: &random))
    func parameters(decay: Double, threads: Int = 1, steps: Int = 1) -> [[Float]] {
      var model = start
      var optimizer = Optimizer<Float>(rule, learningRate: 0.5, weightDecay: decay)
      model.first.bias = Tensor([1, 2])
      model.second.bias = Tensor([3, 4])
      let tape = Tape<Float>(workers: Workers(threads: threads))
      for _ in 0..<steps {
        let (_, gradients) = tape.gradient(of: &model) { model in
          let x = tape.constant(Tensor(repeating: 0.01, shape: [1, 2500]))
          return model.first(x).sum() + model.second(tape.constant(Tensor([1, 2, 3]))).sum()
        }
        optimizer.update(&model, along: gradients)
      }
      return model.parameters.map { $0.value.scalars }
    }
    let (plain, decayed) = (parameters(decay: 0), parameters(decay: 0.2))
    #expect(decayed[1] == plain[1] && decayed[3] == plain[3], "biases stay")
    for k in [0, 2] {
      let weights = start.parameters[k].value.scalars
      let expected = zip(plain[k], weights).map { Double($0) - 0.1 * Double($1) }
      // Three roundings of numbers up to 2.
      #expect(difference(decayed[k], from: expected, absolute: 1e-6, relative: 0) == nil)
    }
    #expect(parameters(decay: 0.2, threads: 3, steps: 3) == parameters(decay: 0.2, steps: 3))
  }
}

private struct Two: Module {
  typealias Scalar = Float
  var first: Linear<Float>
  var second: Linear<Float>

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("first", &first)
    visitor.visit("second", &second)
  }
}
