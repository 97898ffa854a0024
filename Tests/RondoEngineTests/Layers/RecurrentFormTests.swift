import RondoNumerics
import TestSupport
import Testing

@testable import RondoEngine

/// The three forms of a recurrent network, whole sequence, step and stepper, against each other.
struct RecurrentFormTests {
  static let shapes = [
    (batch: 1, hidden: 1, layers: 1), (1, 37, 1), (2, 37, 2), (5, 16, 3), (9, 33, 1),
  ]

  @Test(arguments: RecurrentKind.unidirectional, shapes)
  func `step, stepper and sequence give the same bits for states and logits`(
    kind: RecurrentKind, shape: (batch: Int, hidden: Int, layers: Int)
  ) {
    let (batch, hidden, layers) = shape
    var draw = Draw(seed: batch + hidden)
    let (rnn, state): (RNN<Float>, _) = draw.recurrent(
      kind, inputSize: 5, hiddenSize: hidden, layers: layers, batch: batch)
    var random = RandomSource(seed: 7)
    let head = Linear<Float>(inputs: rnn.outputSize, outputs: 6, random: &random)
    let ids = draw.ids(4 * batch, upTo: 5)  // 5 is unknown
    let tape = Tape<Float>()
    let (outputs, final) = rnn.sequence(ids, on: tape, from: state)
    let vectors = tape.constant(oneHot(ids, batch: batch, size: 5))
    let (dense, denseFinal) = rnn.sequence(vectors, from: state)
    let (steps, last) = unrolled(rnn, vectors, from: .init(state, on: tape))
    let stepper = RNNStepper(rnn, batch: batch)
    let vectorStepper = RNNStepper(rnn, over: .vectors, batch: batch)
    (stepper.state, vectorStepper.state) = (state, state)
    let logits = head(outputs)
    #expect(dense.value == outputs.value)
    #expect(denseFinal.tensors == final.tensors)
    #expect(last.tensors == final.tensors)
    for t in 0..<4 {
      stepper.advance(Array(ids[batch * t..<batch * (t + 1)]))
      let output = outputs.slice(t..<t + 1).value.reshaped(to: [batch, rnn.outputSize])
      #expect(steps[t].value == output, "step \(t)")
      #expect(stepper.output == output, "step \(t)")
      vectorStepper.advance(vectors: vectors.slice(t..<t + 1).value.scalars)
      #expect(vectorStepper.output == output, "step \(t)")
      #expect(
        head(steps[t]).value.scalars == logits.slice(t..<t + 1).value.scalars, "step \(t)")
    }
    #expect(stepper.state == final.tensors && vectorStepper.state == final.tensors)
  }

  @Test(arguments: RecurrentKind.unidirectional)
  func `a stepper over vectors gives the bits of their sequence`(kind: RecurrentKind) {
    for (batch, threads) in [(1, 2), (3, 1), (9, 2)] {
      var draw = Draw(seed: batch)
      let (rnn, state): (RNN<Float>, _) = draw.recurrent(
        kind, inputSize: 21, hiddenSize: 18, layers: 2, batch: batch)
      let vectors: Tensor<Float> = draw.tensor([3, batch, 21])
      let (outputs, final) = rnn.sequence(Tape().constant(vectors), from: state)
      let whole = outputs.value.scalars
      let stepper = RNNStepper(
        rnn, over: .vectors, batch: batch, workers: Workers(threads: threads))
      stepper.state = state
      for t in 0..<3 {
        let (size, read) = (batch * 21, batch * rnn.outputSize)
        stepper.advance(vectors: Array(vectors.scalars[t * size..<(t + 1) * size]))
        #expect(stepper.output.scalars == Array(whole[t * read..<(t + 1) * read]), "step \(t)")
      }
      #expect(stepper.state == final.tensors)
    }
  }

  @Test(arguments: RecurrentKind.unidirectional, [1, 2])
  func `sequence and step have the same gradients to 1e-12`(kind: RecurrentKind, layers: Int) {
    var draw = Draw(seed: layers)
    var (rnn, state): (RNN<Double>, RNNState<Double>) = draw.recurrent(
      kind, inputSize: 5, hiddenSize: 6, layers: layers, batch: 3)
    let start = state
    let ids = draw.ids(4 * 3, upTo: 5)
    let tape = Tape<Double>()
    let whole = tape.gradient(of: &rnn) { rnn in
      rnn.sequence(ids, on: tape, from: start).outputs.squared().sum()
    }
    let steps = tape.gradient(of: &rnn) { rnn in
      let inputs = tape.constant(oneHot(ids, batch: 3, size: 5))
      let outputs = unrolled(copy rnn, inputs, from: .init(start, on: tape)).outputs
      return outputs.dropFirst().reduce(outputs[0].squared().sum()) { $0 + $1.squared().sum() }
    }
    state.reset(row: 1)
    #expect(state != start)
    for (name, value) in rnn.parameters {
      // The forms add the same terms in another order: rounding of sums of a dozen terms.
      let difference = difference(
        whole.gradients[value].scalars, from: steps.gradients[value].scalars, absolute: 1e-13,
        relative: 1e-12)
      #expect(difference == nil, "\(name)")
    }
  }

  @Test(arguments: RecurrentKind.unidirectional)
  func `a step copies no weight`(kind: RecurrentKind) {
    var draw = Draw(seed: 3)
    let (drawn, state): (RNN<Float>, _) = draw.recurrent(
      kind, inputSize: 3, hiddenSize: 4, layers: 2, batch: 2)
    var rnn = drawn
    let storage = rnn.packParameters()
    let inputs: Tensor<Float> = draw.tensor([2, 3])
    let tape = Tape<Float>()
    let after = rnn.step(tape.constant(inputs), from: .init(state, on: tape))
    var weights = 0
    func look(_ operation: Operation<Float>) {
      if operation is AffineOperation<Float> {
        weights += 1
        #expect((operation.inputs[1] as? SourceOperation)?.tensor?.storage === storage)
      }
      for input in operation.inputs { look(input) }
    }
    for variable in Array(after.hidden) + Array(after.cell) { look(variable.current) }
    #expect(weights >= 2 * 2 * kind.cell.gateCount)
  }

  @Test(arguments: RecurrentKind.unidirectional)
  func `a fresh stepper starts from zeros and leaves the first one alone`(kind: RecurrentKind) {
    var draw = Draw(seed: 1)
    let (rnn, _): (RNN<Float>, _) = draw.recurrent(
      kind, inputSize: 3, hiddenSize: 8, layers: 2, batch: 1)
    let first = RNNStepper(rnn, batch: 1)
    first.advance([2])
    let state = first.state
    let other = first.fresh(batch: 2)
    other.advance([2, 0])
    #expect(first.state == state)
    #expect(Array(other.output.scalars[..<rnn.outputSize]) == first.output.scalars)
  }

  @Test func `resetting one sequence of a state leaves the others`() {
    var draw = Draw(seed: 1)
    let (_, state): (RNN<Float>, _) = draw.recurrent(
      .lstm, inputSize: 3, hiddenSize: 4, layers: 2, batch: 3)
    var changed = state
    changed.reset(row: 1)
    #expect(changed.cell.count == 2)
    for (before, after) in zip(state.hidden + state.cell, changed.hidden + changed.cell) {
      let expected = before.scalars[..<4] + [0, 0, 0, 0] + before.scalars[8...]
      #expect(after.scalars == Array(expected))
    }
  }
}
