import Testing

@testable import RondoEngine

@Test func `a stepper gives the bits of the whole sequence`() {
  var random = RandomSource(seed: 1)
  let rnn = RNN<Float>(inputSize: 4, hiddenSize: 37, layers: 2, random: &random)
  let ids: [Int32] = [0, 1, 2, 3, 4, 1]
  let tape = Tape<Float>(workers: Workers(threads: 2))
  let (outputs, state) = rnn.sequence(ids, on: tape, from: rnn.initialState(batch: 2))
  let stepper = RNNStepper(rnn, batch: 2)
  for t in 0..<3 {
    stepper.advance(Array(ids[2 * t..<2 * t + 2]))
    #expect(stepper.output == outputs.slice(t..<t + 1).value.reshaped(to: [2, 37]))
  }
  #expect(stepper.state == state)
}
