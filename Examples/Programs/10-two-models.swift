// Two networks trained in turn: a generator that imitates numbers around 3, and its discriminator.
import Rondo

struct Adversaries: Module {
  var networks: [Linear<Float>]  // the generator and the discriminator
  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("networks", &networks)
  }
}
let layer = Linear<Float>(weight: Tensor([0.5], shape: [1, 1]), bias: Tensor(zeros: [1]))
let parts = [("networks.1.", 0.05), ("networks.0.", 0.02)]  // the discriminator's turn is first
let groups = parts.enumerated().map { turn, part in
  ParameterGroup(turn: turn, Adam(beta1: 0), learningRate: part.1) { $0.hasPrefix(part.0) }
}
let task = LossTask<Adversaries>(stepsPerEpoch: 1, turns: 2) { model, step, tape in
  let stream = RandomStream(seed: 1, purpose: .general, index: UInt64(step.step))
  let numbers = (0..<32).map { Float(stream.normal(at: $0)) }
  let noise = tape.constant(Tensor(Array(numbers[..<16]), shape: [16, 1]))
  let made = model.networks[1](model.networks[0](noise))
  if step.turn == 1 { return made.sigmoidCrossEntropy(Array(repeating: 1, count: 16)) }
  let data = Tensor(numbers[16...].map { 3 + $0 / 2 }, shape: [16, 1])
  return model.networks[1](tape.constant(data)).sigmoidCrossEntropy(Array(repeating: 1, count: 16))
    + made.sigmoidCrossEntropy(Array(repeating: 0, count: 16))
}
var trainer = Trainer(
  Adversaries(networks: [layer, layer]), task, totalSteps: 1000, groups: groups)
for _ in 0..<1000 { try trainer.advance() }
print("mean of the generator:", trainer.model.networks[0].bias.scalar)
