// Two nets trained in turn: a generator that imitates numbers around 3, and its discriminator.
import Rondo

struct Adversaries: Module {
  var nets: [Linear<Float>]  // the generator and the discriminator
  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("nets", &nets)
  }
}
let layer = Linear<Float>(weight: Tensor([0.5], shape: [1, 1]), bias: Tensor(zeros: [1]))
let groups = [1, 0].map { net in  // the discriminator's turn is first
  ParameterGroup(turn: 1 - net, Adam(beta1: 0), learningRate: 0.03) { $0.hasPrefix("nets.\(net)") }
}
let task = LossTask<Adversaries>(stepsPerEpoch: 1, turns: 2) { model, step, tape in
  let stream = RandomStream(seed: 1, purpose: .general, index: UInt64(step.step))
  let noise = (0..<32).map { Float(stream.normal(at: $0)) }
  let x = tape.constant(Tensor(Array(noise[..<16]), shape: [16, 1]))
  let made = model.nets[1](model.nets[0](x))
  if step.turn == 1 { return made.sigmoidCrossEntropy(Array(repeating: 1, count: 16)) }
  let data = Tensor(noise[16...].map { 3 + $0 / 2 }, shape: [16, 1])
  return model.nets[1](tape.constant(data)).sigmoidCrossEntropy(Array(repeating: 1, count: 16))
    + made.sigmoidCrossEntropy(Array(repeating: 0, count: 16))
}
var trainer = Trainer(
  Adversaries(nets: [layer, layer]), task, totalSteps: 1000, groups: groups)
for _ in 0..<1000 { try trainer.advance() }
print("mean of the generator:", trainer.model.nets[0].bias.scalar)
