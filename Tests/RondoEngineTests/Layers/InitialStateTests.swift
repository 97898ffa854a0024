import RondoNumerics
import TestSupport
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
  func `every row starts from the same vectors`(kind: RecurrentKind) {
    var draw = Draw(seed: 6)
    let model: Started<Float> = drawn(kind, hiddenSize: 5, &draw)
    let (ids, tape) = (draw.ids(2 * 4, upTo: 3), Tape<Float>())
    let start = model.start(batch: 4, on: tape)
    let tensors = start.tensors
    for (found, rows) in [(tensors.hidden, model.start.hidden), (tensors.cell, model.start.cell)] {
      for (k, tensor) in found.enumerated() {
        for b in 0..<4 { for j in 0..<5 { #expect(tensor[b, j] == rows?[k, j]) } }
      }
    }
    let learnt = model.rnn.sequence(ids, on: tape, from: start)
    let constant = model.rnn.sequence(ids, on: Tape(), from: tensors)
    #expect(learnt.outputs.value == constant.outputs.value)
    #expect(learnt.state.tensors == constant.state.tensors)
  }

  @Test func `a repeated row has the same gradient from any number of threads`() {
    var draw = Draw(seed: 7)
    let (table, weights): (Tensor<Float>, Tensor<Float>) = (
      draw.tensor([2, 1000]), draw.tensor([128, 1000])
    )
    func gradient(threads: Int) -> Tensor<Float> {
      let tape = Tape<Float>(workers: Workers(threads: threads))
      let rows = tape.variable(table)
      (rows.repeating(row: 1, count: 128) * tape.constant(weights)).sum().backward()
      return rows.gradient
    }
    let single = gradient(threads: 1)
    var sum: Float = 0
    for b in 0..<128 { sum += weights[b, 999] }
    #expect(single[1, 999] == sum && single[0, 999] == 0)
    for threads in [2, 3, 8] { #expect(gradient(threads: threads) == single, "\(threads) threads") }
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
