import RondoNumerics
import TestSupport
import Testing

@testable import RondoEngine

/// The gradients of the layers: by central differences, and one form against another.
struct RecurrentGradientTests {
  /// A kind of layer with the sizes to check it for.
  struct Case: Sendable, CustomTestStringConvertible {
    var kind: RecurrentKind
    var steps: Int
    var batch: Int
    var layers: Int

    var canStep: Bool { !kind.isBidirectional }

    var testDescription: String {
      "\(kind.testDescription), \(steps) steps, batch \(batch), \(layers) layers"
    }
  }

  static let cases = RecurrentKind.all.flatMap { kind in
    let shapes =
      kind.skips || kind.isBidirectional
      ? [(2, 2, 2)]
      : [(1, 1, 1), (1, 3, 2), (3, 2, 1), (2, 2, 3)] + (kind.cell == .tanh ? [(4, 3, 2)] : [])
    return shapes.map { Case(kind: kind, steps: $0.0, batch: $0.1, layers: $0.2) }
  }

  @Test(arguments: cases)
  func `a sequence of ids has the gradient of central differences`(
    size: Case
  ) {
    let (kind, steps, batch, layers) = (size.kind, size.steps, size.batch, size.layers)
    var (rnn, state) = drawn(kind, layers: layers, batch: batch)
    var draw = Draw(seed: steps)
    let ids = draw.ids(steps * batch, upTo: rnn.inputSize)  // the last one is unknown
    let disagreement = GradientCheck.disagreement(of: &rnn) { rnn, tape in
      rnn.sequence(ids, on: tape, from: state).outputs
    }
    #expect(disagreement == nil, "ids \(ids)")
  }

  @Test(arguments: cases)
  func `a sequence of vectors has the gradient of central differences, into the vectors too`(
    size: Case
  ) {
    let (kind, steps, batch, layers) = (size.kind, size.steps, size.batch, size.layers)
    let (rnn, state) = drawn(kind, layers: layers, batch: batch)
    var draw = Draw(seed: steps)
    var model = Conditioned(
      rnn: rnn, inputs: Inputs(tensors: [draw.tensor([steps, batch, rnn.inputSize])]))
    let disagreement = GradientCheck.disagreement(of: &model) { model, tape in
      let inputs = tape.parameter(model.inputs.tensors[0])
      return model.rnn.sequence(inputs, from: state).outputs + inputs.sum()
    }
    #expect(disagreement == nil)
  }

  /// Many small operations, each checked by itself, and slow in a debug build.
  @Test(arguments: cases.filter { $0.canStep && ($0.kind.cell == .tanh || $0.layers == 1) })
  func `a chain of steps has the gradient of central differences, into the first state too`(
    size: Case
  ) {
    let (kind, steps, batch, layers) = (size.kind, size.steps, size.batch, size.layers)
    let (rnn, state) = drawn(kind, layers: layers, batch: batch)
    var draw = Draw(seed: steps)
    let inputs: Tensor<Double> = draw.tensor([steps, batch, rnn.inputSize])
    var model = Conditioned(rnn: rnn, inputs: Inputs(tensors: state.hidden + state.cell))
    let disagreement = GradientCheck.disagreement(of: &model) { model, tape in
      let inputs = tape.constant(inputs)
      let start = model.inputs.tensors.map(tape.parameter)
      let variables = RecurrentVariables(
        hidden: Array(start[..<layers]), cell: Array(start[layers...]))
      return unrolled(model.rnn, inputs, from: variables).outputs[steps - 1]
    }
    #expect(disagreement == nil)
  }

  @Test(arguments: cases)
  func `the outputs are those of the recurrence written out`(
    size: Case
  ) {
    let (kind, steps, batch, layers) = (size.kind, size.steps, size.batch, size.layers)
    let (rnn, state) = drawn(kind, layers: layers, batch: batch)
    var draw = Draw(seed: steps)
    let inputs: Tensor<Double> = draw.tensor([steps, batch, rnn.inputSize])
    let outputs = rnn.sequence(Tape().constant(inputs), from: state).outputs.value
    // Rounding over a dozen steps of sums of six terms.
    let difference = difference(
      outputs.scalars, from: Reference.recurrence(rnn, inputs, from: state), absolute: 1e-14,
      relative: 1e-13)
    #expect(difference == nil)
  }

  @Test func `a linear layer has the gradient of central differences`() {
    var random = RandomSource(seed: 3)
    var layer = Linear<Double>(inputs: 4, outputs: 3, random: &random)
    var draw = Draw(seed: 1)
    let x: Tensor<Double> = draw.tensor([2, 3, 4])
    layer.bias = draw.tensor([3])
    let disagreement = GradientCheck.disagreement(of: &layer) { $0($1.constant(x)) }
    #expect(disagreement == nil)
  }

  @Test func `a network with a recurrent layer used twice has the gradient of both uses`() {
    var (rnn, state) = drawn(.tanh, layers: 1, batch: 2)
    let disagreement = GradientCheck.disagreement(of: &rnn) { rnn, tape in
      let first = rnn.sequence([0, 1, 2, 1], on: tape, from: state).outputs
      let second = rnn.sequence([2, 0, 1, 3], on: tape, from: state).outputs
      return first * second
    }
    #expect(disagreement == nil)
  }

  private func drawn(
    _ kind: RecurrentKind, layers: Int, batch: Int
  ) -> (RNN<Double>, RNNState<Double>) {
    // A seed for which the differences are as exact as the check needs.
    var draw = Draw(seed: 10 * layers + batch)
    return draw.recurrent(kind, inputSize: 3, hiddenSize: 4, layers: layers, batch: batch)
  }
}
