// A recurrent cell of your own: h′ = a∘h + (1 − a)∘tanh(W·x + b) with a learnt leak a = σ(λ).
import Rondo

struct LeakyCell: RecurrentCell {
  typealias Scalar = Float
  var input: Linear<Float>
  var leak: Tensor<Float>  // λ [H]
  var inputSize: Int { input.weight.shape[1] }
  var outputSize: Int { leak.shape[0] }

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("input", &input)
    visitor.visit("leak", &leak)
  }
  func step(_ x: Variable<Float>, from hidden: Variable<Float>) -> Variable<Float> {
    let a = x.tape.parameter(leak).logistic()
    return a * hidden + (1 - a) * input(x).tanh()
  }
}

var random = RandomSource(seed: 1)
let cell = LeakyCell(
  input: Linear(inputs: 3, outputs: 4, random: &random), leak: Tensor(repeating: 1, shape: [4]))
let inputs = Tape<Float>().constant(Tensor(repeating: 0.5, shape: [5, 2, 3]))  // [T, B, D]
print(RecurrentLayers([cell]).sequence(inputs).outputs.shape)  // [T, B, H]
