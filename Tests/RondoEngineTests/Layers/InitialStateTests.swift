import RondoNumerics
import Testing
@testable import RondoEngine

/// An initial state that is learnt with the network.
struct InitialStateTests {
  @Test(arguments: RecurrentKind.all)
  func `the gradient is that of central differences, with rows that end or begin anew`(
    kind: RecurrentKind
  ) {
    var draw = Draw(seed: 5)
    var model: Started<Double> = drawn(kind, hiddenSize: 2, &draw)
    let ids = draw.ids(3 * 3, upTo: 3)
    let disagreement = GradientCheck.disagreement(of: &model) { model, tape in
      model.rnn.sequence(
        ids, on: tape, from: model.start(batch: 3, on: tape),
        resets: [true, false, false, false, false, true, false, false, false],
        lengths: [2, 3, 3]
      ).outputs
    }
    #expect(disagreement == nil)
  }

  @Test(arguments: RecurrentKind.all)
  func `every row starts from the same vectors, which have the same gradient from any threads`(
    kind: RecurrentKind
  ) {
    var draw = Draw(seed: 6)
    var model: Started<Float> = drawn(kind, hiddenSize: 35, &draw)
    let ids = draw.ids(2 * 9, upTo: 3)
    func numbers(threads: Int) -> [Float] {
      let tape = Tape<Float>(workers: Workers(threads: threads))
      var values: [Float] = []
      let (_, gradients) = tape.gradient(of: &model) { model in
        let outputs = model.rnn.sequence(
          ids, on: tape, from: model.start(batch: 9, on: tape)
        ).outputs
        values = outputs.value.scalars
        return outputs.squared().sum()
      }
      return values + model.parameters.flatMap { gradients[$0.value].scalars }
    }
    let single = numbers(threads: 1)
    for threads in [2, 3, 8] { #expect(numbers(threads: threads) == single, "\(threads) threads") }
    let start = model.start(batch: 9, on: Tape()).tensors
    for (k, tensor) in start.hidden.enumerated() {
      for b in 0..<9 { #expect(tensor[b, 34] == model.start.hidden[k, 34]) }
    }
    let outputs = model.rnn.sequence(ids, on: Tape(), from: start).outputs.value.scalars
    #expect(Array(single.prefix(outputs.count)) == outputs)
  }

  @Test(arguments: RecurrentKind.all)
  func `it has a row for each layer and direction, zeros at first`(kind: RecurrentKind) {
    var random = RandomSource(seed: 1)
    let rnn = RNN<Float>(
      kind.cell, inputSize: 3, hiddenSize: 5, layers: 2, skipConnections: kind.skips,
      bidirectional: kind.isBidirectional, random: &random)
    let start = InitialState(of: rnn)
    let names = kind.cell.hasCell ? ["hidden", "cell"] : ["hidden"]
    #expect(start.parameters.map(\.name) == names)
    #expect(start.parameters.allSatisfy { $0.value.shape == [kind.isBidirectional ? 4 : 2, 5] })
    #expect(start(batch: 3, on: Tape()).tensors == rnn.initialState(batch: 3))
  }

  /// A network of two layers and its initial state, no number of which is zero.
  private func drawn<Scalar: TensorScalar>(
    _ kind: RecurrentKind, hiddenSize: Int, _ draw: inout Draw
  ) -> Started<Scalar> {
    let (rnn, _): (RNN<Scalar>, _) = draw.recurrent(
      kind, inputSize: 3, hiddenSize: hiddenSize, layers: 2, batch: 1)
    var model = Started(rnn: rnn, start: InitialState(of: rnn))
    model.start.mapParameters { draw.tensor($1.shape) }
    return model
  }
}

private struct Started<Scalar: TensorScalar>: Module {
  var rnn: RNN<Scalar>
  var start: InitialState<Scalar>

  mutating func visitParameters(_ visitor: inout some ParameterVisitor<Scalar>) {
    visitor.visit("rnn", &rnn)
    visitor.visit("start", &start)
  }
}
