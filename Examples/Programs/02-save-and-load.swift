// Save the parameters of any module, and load them into another one.
import Rondo

struct Perceptron: Module {
  var hidden: Linear<Float>
  var output: Linear<Float>

  init(seed: UInt64) {
    var random = RandomSource(seed: seed)
    hidden = Linear(inputs: 2, outputs: 3, random: &random)
    output = Linear(inputs: 3, outputs: 1, random: &random)
  }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("hidden", &hidden)
    visitor.visit("output", &output)
  }
}

let model = Perceptron(seed: 1)
var copy = Perceptron(seed: 2)
try model.save(to: "perceptron.safetensors")
try copy.load(from: "perceptron.safetensors")
print(copy.parameters.map(\.name), copy.output.weight == model.output.weight)
