// Two networks trained in turn: a generator that imitates numbers around 3, and its discriminator.
import Rondo

struct Adversaries: Module {
  var networks: [Linear<Float>]  // the generator and the discriminator
  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("networks", &networks)
  }
}
var random = RandomSource(seed: 1)
let pair = (0..<2).map { _ in Linear<Float>(inputs: 1, outputs: 1, random: &random) }
let groups = ["networks.1.", "networks.0."].enumerated().map { turn, name in
  ParameterGroup(turn: turn, Adam(beta1: 0.5), learningRate: 0.02) { $0.hasPrefix(name) }
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
var trainer = Trainer(Adversaries(networks: pair), task, totalSteps: 400, groups: groups)
for _ in 0..<400 { try trainer.advance() }
print("mean of the generator:", trainer.model.networks[0].bias.scalar)
