import Testing

@testable import RondoEngine

/// Rows whose state is set to zero within a sequence, against their pieces run one by one.
struct RecurrentResetTests {
  /// Four rows of five steps: without a reset, at the first step, at the last, and at each one.
  static let flags: [Bool] = [
    false, true, false, true,
    false, false, false, true,
    false, true, false, true,
    false, false, false, true,
    false, true, true, true,
  ]

  @Test(arguments: RecurrentKind.all, [1, 2])
  func `outputs and state have the bits of the pieces`(kind: RecurrentKind, layers: Int) {
    var draw = Draw(seed: layers)
    let (rnn, state): (RNN<Float>, _) = draw.recurrent(
      kind, inputSize: 5, hiddenSize: 19, layers: layers, batch: 4)
    let ids = draw.ids(5 * 4, upTo: 5)  // 5 is unknown
    let tape = Tape<Float>()
    let (outputs, final) = rnn.sequence(ids, on: tape, from: state, resets: Self.flags)
    let vectors = tape.constant(oneHot(ids, batch: 4, size: 5))
    let (dense, denseFinal) = rnn.sequence(vectors, from: state, resets: Self.flags)
    #expect(dense.value == outputs.value && denseFinal.tensors == final.tensors)
    for piece in Piece.all(Self.flags, batch: 4) {
      let (own, last) = rnn.sequence(
        piece.of(ids, batch: 4), on: Tape(), from: piece.start(rnn, state))
      for (k, t) in piece.steps.enumerated() {
        let (found, expected) = (outputs.slice(t..<t + 1).value, own.slice(k..<k + 1).value)
        let first = piece.row * rnn.outputSize
        #expect(
          found.scalars[first..<first + rnn.outputSize] == expected.scalars[...],
          "row \(piece.row), step \(t)")
      }
      piece.expectFinal(last.tensors, in: final.tensors, rnn)
    }
  }

  @Test(arguments: RecurrentKind.all, [1, 2])
  func `the gradient is the sum of those of the pieces`(kind: RecurrentKind, layers: Int) {
    var draw = Draw(seed: layers)
    var (rnn, state): (RNN<Double>, RNNState<Double>) = draw.recurrent(
      kind, inputSize: 5, hiddenSize: 4, layers: layers, batch: 4)
    let (start, ids) = (state, draw.ids(5 * 4, upTo: 5))
    let weights: Tensor<Double> = draw.tensor([5, 4, rnn.outputSize])
    state.reset(row: 0)
    #expect(state != start)
    let tape = Tape<Double>()
    let whole = tape.gradient(of: &rnn) { rnn in
      let outputs = rnn.sequence(ids, on: tape, from: start, resets: Self.flags).outputs
      return (outputs * tape.constant(weights)).sum()
    }
    let apart = tape.gradient(of: &rnn) { rnn in
      let losses = Piece.all(Self.flags, batch: 4).map { [rnn = copy rnn] piece in
        let outputs = rnn.sequence(
          piece.of(ids, batch: 4), on: tape, from: piece.start(rnn, start)
        ).outputs
        return (outputs * tape.constant(piece.of(weights))).sum()
      }
      return losses.dropFirst().reduce(losses[0], +)
    }
    for (name, value) in rnn.parameters {
      // The same terms, added in another order.
      let difference = difference(
        whole.gradients[value].scalars, from: apart.gradients[value].scalars, absolute: 1e-13,
        relative: 1e-12)
      #expect(difference == nil, "\(name)")
    }
  }

  @Test(arguments: RecurrentKind.all)
  func `the gradient is that of central differences, into the vectors too`(kind: RecurrentKind) {
    var draw = Draw(seed: 3)
    let (rnn, state): (RNN<Double>, _) = draw.recurrent(
      kind, inputSize: 2, hiddenSize: 2, layers: 2, batch: 2)
    var model = Conditioned(
      rnn: rnn, inputs: Inputs(tensors: [draw.tensor([3, 2, rnn.inputSize])]))
    let disagreement = GradientCheck.disagreement(of: &model) { model, tape in
      let inputs = tape.parameter(model.inputs.tensors[0])
      return model.rnn.sequence(
        inputs, from: state, resets: [true, false, false, false, false, true]
      ).outputs
    }
    #expect(disagreement == nil)
  }

  @Test(arguments: RecurrentKind.all)
  func `resets have the same bits with any number of threads and on a used tape`(
    kind: RecurrentKind
  ) {
    var draw = Draw(seed: 4)
    var (rnn, state): (RNN<Float>, RNNState<Float>) = draw.recurrent(
      kind, inputSize: 5, hiddenSize: 70, layers: 2, batch: 9)
    let ids = draw.ids(6 * 9, upTo: 5)
    let flags = (0..<6 * 9).map { _ in draw.integer(in: 0...3) == 0 }
    state.reset(row: 0)
    func numbers(_ tape: Tape<Float>, _ resets: [Bool]) -> [Float] {
      let result = tape.gradient(of: &rnn) { rnn in
        rnn.sequence(ids, on: tape, from: state, resets: resets).outputs.squared().sum()
      }
      return [result.loss] + rnn.parameters.flatMap { result.gradients[$0.value].scalars }
    }
    let none = [Bool](repeating: false, count: flags.count)
    let (with, without) = (numbers(Tape(), flags), numbers(Tape(), []))
    #expect(with != without)
    for threads in [1, 2, 3, 8] {
      let tape = Tape<Float>(workers: Workers(threads: threads))
      #expect(numbers(tape, flags) == with, "\(threads) threads")
      #expect(numbers(tape, none) == without, "\(threads) threads")
      #expect(numbers(tape, flags) == with, "\(threads) threads, again")
    }
  }
}

/// Steps of one row between resets.
private struct Piece {
  var row: Int
  var steps: Range<Int>
  var isReset: Bool

  static func all(_ flags: [Bool], batch: Int) -> [Piece] {
    let count = flags.count / batch
    return (0..<batch).flatMap { row in
      let starts = (0..<count).filter { $0 == 0 || flags[$0 * batch + row] }
      return zip(starts, starts.dropFirst() + [count]).map {
        Piece(row: row, steps: $0..<$1, isReset: flags[$0 * batch + row])
      }
    }
  }

  func of(_ ids: [Int32], batch: Int) -> [Int32] { steps.map { ids[$0 * batch + row] } }

  /// The piece's entries of numbers [T, B, N].
  func of(_ numbers: Tensor<Double>) -> Tensor<Double> {
    let columns = numbers.shape.columns
    return Tensor(
      steps.flatMap { t in (0..<columns).map { numbers[t, row, $0] } },
      shape: [steps.count, 1, columns])
  }

  /// Zeros; but the first piece begins forwards, and the last one backwards, from the row's state.
  func start<Scalar>(_ rnn: RNN<Scalar>, _ state: RNNState<Scalar>) -> RNNState<Scalar> {
    let own = state.repeating(row: row, count: 1)
    var result = rnn.initialState(batch: 1)
    for k in result.hidden.indices where isBackward(k, rnn) ? isLast : isFirst && !isReset {
      result.hidden[k] = own.hidden[k]
      if rnn.cell.hasCell { result.cell[k] = own.cell[k] }
    }
    return result
  }

  /// Forwards the last piece, and backwards the first one, ends with the state of the row.
  func expectFinal(_ state: RNNState<Float>, in whole: RNNState<Float>, _ rnn: RNN<Float>) {
    let own = whole.repeating(row: row, count: 1)
    for k in own.hidden.indices where isBackward(k, rnn) ? isFirst : isLast {
      #expect(own.hidden[k] == state.hidden[k], "row \(row)")
      if rnn.cell.hasCell { #expect(own.cell[k] == state.cell[k], "row \(row)") }
    }
  }

  private var isFirst: Bool { steps.lowerBound == 0 }
  private var isLast: Bool { steps.upperBound == 5 }

  private func isBackward<Scalar>(_ index: Int, _ rnn: RNN<Scalar>) -> Bool {
    rnn.isBidirectional && index % 2 == 1
  }
}
