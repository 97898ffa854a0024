import RondoNumerics
import TestSupport

@testable import RondoEngine

/// A network with a head, for tests that nothing changes its bits.
enum RecurrentRun {
  /// The loss, the outputs and all gradients of a network with a head, for ids and for vectors.
  static func numbers(
    _ kind: RecurrentKind, threads: Int, batch: Int, dropout: Dropout? = nil
  ) -> [Float] {
    var draw = Draw(seed: batch)
    let (rnn, state): (RNN<Float>, _) = draw.recurrent(
      kind, inputSize: 7, hiddenSize: 35, layers: 2, batch: batch)
    var random = RandomSource(seed: 2)
    var model = Head(
      rnn: rnn, output: Linear(inputs: rnn.outputSize, outputs: 7, random: &random),
      inputs: Inputs(tensors: [draw.tensor([2, batch, 7])]))
    let (ids, targets) = (draw.ids(3 * batch, upTo: 7), draw.ids(3 * batch, upTo: 7))
    let tape = Tape<Float>(workers: Workers(threads: threads))
    var outputs: [Float] = []
    let (loss, gradients) = tape.gradient(of: &model) { model in
      let hidden = model.rnn.sequence(ids, on: tape, from: state, dropout: dropout).outputs
        .dropout(dropout?.mask(.outputs(layer: 1)))
      let vectors = tape.parameter(model.inputs.tensors[0])
      let other = model.rnn.sequence(vectors, from: state, dropout: dropout).outputs
      outputs = hidden.value.scalars + other.value.scalars
      let smoothing = dropout == nil ? 0 : 0.1
      let loss = model.output(hidden).crossEntropy(targets, labelSmoothing: smoothing).loss
      return loss + model.output(other).softmax().mean() + other.squared().mean()
    }
    return [loss] + outputs + model.parameters.flatMap { gradients[$0.value].scalars }
  }
}

private struct Head: Module {
  typealias Scalar = Float

  var rnn: RNN<Float>
  var output: Linear<Float>
  var inputs: Inputs<Float>

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Float>) {
    visitor.visit("rnn", &rnn)
    visitor.visit("output", &output)
    visitor.visit("inputs", &inputs)
  }
}
