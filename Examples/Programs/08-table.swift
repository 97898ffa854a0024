// A multilayer perceptron on a table in memory: the exclusive or.
import Rondo

struct Perceptron: Module {
  var hidden, output: Linear<Float>

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("hidden", &hidden)
    visitor.visit("output", &output)
  }
  func callAsFunction(_ x: Variable<Float>) -> Variable<Float> { output(hidden(x).tanh()) }
}

var random = RandomSource(seed: 1)
let hidden = Linear<Float>(inputs: 2, outputs: 8, random: &random)
let model = Perceptron(
  hidden: hidden, output: Linear(inputs: 8, outputs: 2, random: &random))
let table = Tensor<Float>([0, 0, 0, 1, 1, 0, 1, 1], shape: [4, 2])  // [N, D]
let task = LossTask<Perceptron>(stepsPerEpoch: 1) { model, _, tape in
  model(tape.constant(table)).crossEntropy([0, 1, 1, 0])
}
var trainer = Trainer(model, task, totalSteps: 500)
for _ in 0..<500 { try trainer.advance() }
print("logits", trainer.model(Tape().constant(table)).value.scalars.map { $0.rounded() })
