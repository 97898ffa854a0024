import Testing

@testable import RondoEngine

/// The same bits for every number of threads and every batch.
struct ExactnessTests {
  @Test(arguments: 1...9)
  func `outputs and gradients have the same bits with any number of threads`(batch: Int) {
    let single = run(threads: 1, batch: batch)
    for threads in [2, 3, 8] {
      #expect(run(threads: threads, batch: batch) == single, "\(threads) threads")
    }
  }

  @Test(arguments: [1, 2])
  func `a sequence alone gives the bits that it gives within a batch`(layers: Int) {
    var draw = Draw(seed: layers)
    let (rnn, state): (RNN<Float>, _) = draw.recurrent(
      inputSize: 5, hiddenSize: 21, layers: layers, batch: 9)
    let ids = draw.ids(3 * 9, upTo: 5)
    let tape = Tape<Float>(workers: Workers(threads: 2))
    let together = rnn.sequence(ids, on: tape, from: state).outputs.value.scalars
    for b in 0..<9 {
      let own = RNNState(
        hidden: state.hidden.map {
          Tensor(Array($0.scalars[b * 21..<(b + 1) * 21]), shape: [1, 21])
        })
      let ownIds = (0..<3).map { ids[$0 * 9 + b] }
      let alone = rnn.sequence(ownIds, on: Tape(), from: own).outputs.value.scalars
      for t in 0..<3 {
        let start = (t * 9 + b) * 21
        #expect(Array(alone[t * 21..<(t + 1) * 21]) == Array(together[start..<start + 21]))
      }
    }
  }

  @Test func `a tape used again gives the values and gradients of a new one`() {
    var draw = Draw(seed: 5)
    var (rnn, state): (RNN<Float>, RNNState<Float>) = draw.recurrent(
      inputSize: 5, hiddenSize: 7, layers: 2, batch: 2)
    state.reset(row: 0)
    let tape = Tape<Float>()
    func gradients(on tape: Tape<Float>, _ ids: [Int32]) -> [Float] {
      let result = tape.gradient(of: &rnn) { rnn in
        rnn.sequence(ids, on: tape, from: state).outputs.squared().sum()
      }
      return [result.loss] + rnn.parameters.flatMap { result.gradients[$0.value].scalars }
    }
    for ids in [[0, 1, 2, 3], [4, 4], [1, 2, 3, 4, 0, 5], [0, 1, 2, 3]] as [[Int32]] {
      #expect(gradients(on: tape, ids) == gradients(on: Tape(), ids))
    }
  }

  /// The loss, the outputs and all gradients of a network with a head, for ids and for vectors.
  private func run(threads: Int, batch: Int) -> [Float] {
    var draw = Draw(seed: batch)
    let (rnn, state): (RNN<Float>, _) = draw.recurrent(
      inputSize: 7, hiddenSize: 35, layers: 2, batch: batch)
    var random = RandomSource(seed: 2)
    var model = Head(
      rnn: rnn, output: Linear(inputs: 35, outputs: 7, random: &random),
      inputs: Inputs(tensors: [draw.tensor([2, batch, 7])]))
    let (ids, targets) = (draw.ids(3 * batch, upTo: 7), draw.ids(3 * batch, upTo: 7))
    let tape = Tape<Float>(workers: Workers(threads: threads))
    var outputs: [Float] = []
    let (loss, gradients) = tape.gradient(of: &model) { model in
      let hidden = model.rnn.sequence(ids, on: tape, from: state).outputs
      let vectors = tape.parameter(model.inputs.tensors[0])
      let other = model.rnn.sequence(vectors, from: state).outputs
      outputs = hidden.value.scalars + other.value.scalars
      return model.output(hidden).crossEntropy(targets) + model.output(other).softmax().mean()
        + other.squared().mean()
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
