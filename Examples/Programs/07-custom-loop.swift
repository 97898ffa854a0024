// A training loop of your own with a loss of your own: the log-cosh of the error.
import Rondo

/// The mean of ln cosh e = |e| + ln(1 + exp(−2|e|)) − ln 2, which does not overflow.
func logCosh(_ error: Variable<Float>) -> Variable<Float> {
  (error.magnitude() + ((-2 * error.magnitude()).exp() + 1).log() - 0.6931472).mean()
}

var random = RandomSource(seed: 1)
var model = Linear<Float>(inputs: 1, outputs: 1, random: &random)
var optimizer = Optimizer<Float>(Adam(), learningRate: 0.1)
let x = Tensor<Float>([-1, 0, 1, 2], shape: [4, 1])
let y = Tensor<Float>([-1, 1, 3, 5], shape: [4, 1])
let tape = Tape<Float>()
for step in 1...200 {
  let (loss, gradients) = tape.gradient(of: &model) { model in
    logCosh(model(tape.constant(x)) - tape.constant(y))
  }
  optimizer.update(&model, along: gradients)
  if step % 50 == 0 { print("step", step, "loss", loss) }
}
print("weight", model.weight.scalar, "bias", model.bias.scalar)
