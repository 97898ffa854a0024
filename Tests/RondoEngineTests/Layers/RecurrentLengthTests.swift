import Testing

@testable import RondoEngine

/// Rows of unequal length, against each row alone.
struct RecurrentLengthTests {
  static let lengths = [2, 5, 1, 5, 3, 4, 4, 1, 2]

  @Test(arguments: RecurrentKind.all, [1, 2])
  func `a row has the same bits alone, in any batch and with any padding`(
    kind: RecurrentKind, layers: Int
  ) {
    var draw = Draw(seed: layers)
    let (rnn, state): (RNN<Float>, _) = draw.recurrent(
      kind, inputSize: 5, hiddenSize: 19, layers: layers, batch: 9)
    let rows = Self.lengths.map { draw.ids($0, upTo: 5) }  // 5 is unknown
    let alone = rows.enumerated().map { row, ids in
      rnn.sequence(ids, on: Tape(), from: state.repeating(row: row, count: 1))
    }
    let orders = [
      Array(0..<9), [1, 3, 5, 6, 4, 0, 8, 2, 7], [7, 1], [8, 2, 0],
    ]
    for (order, padding) in zip(orders, [0, 2, 1, 3]) {
      let batch = Padded(rows: order.map { rows[$0] }, padding: padding)
      let tape = Tape<Float>(workers: Workers(threads: 1 + padding))
      let start = state.rows(order)
      let found = [
        rnn.sequence(batch.ids, on: tape, from: start, lengths: batch.lengths),
        rnn.sequence(tape.constant(batch.vectors), from: start, lengths: batch.lengths),
      ]
      for (outputs, final) in found {
        let all = outputs.value.scalars
        for (place, row) in order.enumerated() {
          let own = (0..<batch.steps).flatMap { t in
            let first = (t * order.count + place) * rnn.outputSize
            return all[first..<first + rnn.outputSize]
          }
          let expected = alone[row].outputs.value.scalars
          #expect(Array(own.prefix(expected.count)) == expected, "row \(row) of \(order)")
          #expect(Set(own.dropFirst(expected.count)).isSubset(of: [0]))
          #expect(
            final.tensors.rows([place]) == alone[row].state.tensors, "row \(row) of \(order)")
        }
      }
    }
  }

  @Test(arguments: RecurrentKind.all)
  func `gradients have the same bits with any padding and any number of threads`(
    kind: RecurrentKind
  ) {
    var draw = Draw(seed: 2)
    let (rnn, state): (RNN<Float>, _) = draw.recurrent(
      kind, inputSize: 5, hiddenSize: 70, layers: 2, batch: 9)
    let rows = Self.lengths.map { draw.ids($0, upTo: 5) }
    func numbers(threads: Int, padding: Int) -> [Float] {
      let batch = Padded(rows: rows, padding: padding)
      var model = Conditioned(rnn: rnn, inputs: Inputs(tensors: [batch.vectors]))
      let tape = Tape<Float>(workers: Workers(threads: threads))
      let result = tape.gradient(of: &model) { model in
        let vectors = tape.parameter(model.inputs.tensors[0])
        let dense = model.rnn.sequence(vectors, from: state, lengths: batch.lengths).outputs
        let outputs = model.rnn.sequence(
          batch.ids, on: tape, from: state, lengths: batch.lengths
        ).outputs
        return dense.squared().sum() + outputs.tanh().sum()
      }
      let gradients = model.parameters.flatMap { result.gradients[$0.value].scalars }
      let padded = 5 * 9 * padding
      #expect(Set(gradients.suffix(padded)).isSubset(of: [0]))
      return [result.loss] + gradients.dropLast(padded)
    }
    let expected = numbers(threads: 1, padding: 0)
    #expect(expected.reduce(0) { $0 + abs($1) }.isFinite)
    for (threads, padding) in [(1, 3), (2, 0), (3, 1), (8, 2)] {
      #expect(
        numbers(threads: threads, padding: padding) == expected, "\(threads) threads, \(padding)")
    }
  }

  @Test(arguments: RecurrentKind.all)
  func `the gradient is that of central differences, into the vectors too`(kind: RecurrentKind) {
    var draw = Draw(seed: 6)
    let (rnn, state): (RNN<Double>, _) = draw.recurrent(
      kind, inputSize: 2, hiddenSize: 2, layers: 2, batch: 3)
    var model = Conditioned(
      rnn: rnn, inputs: Inputs(tensors: [draw.tensor([3, 3, rnn.inputSize])]))
    let disagreement = GradientCheck.disagreement(of: &model) { model, tape in
      let inputs = tape.parameter(model.inputs.tensors[0])
      return model.rnn.sequence(
        inputs, from: state,
        resets: [false, false, false, true, false, false, false, true, false], lengths: [2, 3, 1]
      ).outputs
    }
    #expect(disagreement == nil)
  }

  @Test(arguments: RecurrentKind.all)
  func `a row with resets has the same bits alone, whatever is flagged after its end`(
    kind: RecurrentKind
  ) {
    var draw = Draw(seed: 7)
    let (rnn, state): (RNN<Float>, _) = draw.recurrent(
      kind, inputSize: 5, hiddenSize: 9, layers: 2, batch: 9)
    let batch = Padded(rows: Self.lengths.map { draw.ids($0, upTo: 5) }, padding: 1)
    let flags = (0..<batch.ids.count).map { _ in draw.integer(in: 0...1) == 0 }
    let outputs = rnn.sequence(
      batch.ids, on: Tape(), from: state, resets: flags, lengths: batch.lengths
    ).outputs.value.scalars
    for (row, length) in batch.lengths.enumerated() {
      let places = (0..<length).map { $0 * 9 + row }
      let alone = rnn.sequence(
        places.map { batch.ids[$0] }, on: Tape(), from: state.rows([row]),
        resets: places.map { flags[$0] }
      ).outputs.value.scalars
      let own = places.flatMap { outputs[$0 * rnn.outputSize..<($0 + 1) * rnn.outputSize] }
      #expect(own == alone, "row \(row)")
    }
  }

  @Test func `a constant series has no gradient, nor memory for one`() {
    var draw = Draw(seed: 9)
    var (rnn, state): (RNN<Float>, RNNState<Float>) = draw.recurrent(
      .lstm, inputSize: 5, hiddenSize: 9, layers: 2, batch: 3)
    state.reset(row: 0)
    let (tape, series): (Tape<Float>, Tensor<Float>) = (Tape(), draw.tensor([4, 3, 5]))
    var inputs: Variable<Float>?
    let (_, gradients) = tape.gradient(of: &rnn) { rnn in
      let x = tape.constant(series)
      inputs = x
      return rnn.sequence(x, from: state, lengths: [2, 4, 1]).outputs.squared().sum()
    }
    #expect(inputs.map(\.operation.hasGradient) == false)
    #expect(gradients.norm > 0)
  }

  @Test func `full lengths are no lengths`() {
    var draw = Draw(seed: 8)
    let (rnn, state): (RNN<Float>, _) = draw.recurrent(
      .init(cell: .gru, isBidirectional: true), inputSize: 5, hiddenSize: 9, layers: 2, batch: 3)
    let ids = draw.ids(12, upTo: 5)
    let (with, without) = (
      rnn.sequence(ids, on: Tape(), from: state, lengths: [4, 4, 4]),
      rnn.sequence(ids, on: Tape(), from: state)
    )
    #expect(with.outputs.value == without.outputs.value)
    #expect(with.state.tensors == without.state.tensors)
  }
}

/// Rows of ids side by side; after their ends stand ids that no network has, and vectors that are
/// not numbers.
private struct Padded {
  let lengths: [Int]
  let steps: Int
  let ids: [Int32]
  let vectors: Tensor<Float>

  init(rows: [[Int32]], padding: Int) {
    lengths = rows.map(\.count)
    steps = lengths.max()! + padding
    ids = (0..<steps).flatMap { t in rows.map { t < $0.count ? $0[t] : -7 } }
    var vectors = Tensor<Float>(zeros: [steps, rows.count, 5])
    for (place, id) in ids.enumerated() {
      for column in 0..<5 {
        vectors[flat: place * 5 + column] = id == -7 ? .nan : id == column ? 1 : 0
      }
    }
    self.vectors = vectors
  }
}

extension RNNState {
  /// Some rows of the batch, in this order.
  fileprivate func rows(_ rows: [Int]) -> RNNState {
    func chosen(_ tensor: Tensor<Scalar>) -> Tensor<Scalar> {
      Tensor(
        rows.flatMap { row in (0..<tensor.shape[1]).map { tensor[row, $0] } },
        shape: [rows.count, tensor.shape[1]])
    }
    return RNNState(hidden: hidden.map(chosen), cell: cell.map(chosen))
  }
}
