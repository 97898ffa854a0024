@testable import RondoEngine

/// The outputs of the last layer, a variable [B, H] for each of the steps of inputs [T, B, D].
func unrolled<Scalar>(
  _ rnn: RNN<Scalar>, _ inputs: Variable<Scalar>, from start: [Variable<Scalar>]
) -> [Variable<Scalar>] {
  var hidden = start
  return (0..<inputs.shape[0]).map { t in
    hidden = rnn.step(
      inputs.slice(t..<t + 1).reshaped(to: [inputs.shape[1], inputs.shape[2]]), hidden)
    return hidden[hidden.count - 1]
  }
}

/// Each id as a row with a single one, or without a one: [ids / batch, batch, size].
func oneHot<Scalar: TensorScalar>(_ ids: [Int32], batch: Int, size: Int) -> Tensor<Scalar> {
  var result = Tensor<Scalar>(zeros: [ids.count / batch, batch, size])
  for (row, id) in ids.enumerated() where id < size { result[flat: row * size + Int(id)] = 1 }
  return result
}

extension Draw {
  /// A network whose biases are not zero, and a state that is not either.
  mutating func recurrent<Scalar: TensorScalar>(
    inputSize: Int, hiddenSize: Int, layers: Int, batch: Int
  ) -> (RNN<Scalar>, RNNState<Scalar>) {
    var random = RandomSource(seed: UInt64(integer(in: 0...999)))
    var rnn = RNN<Scalar>(
      inputSize: inputSize, hiddenSize: hiddenSize, layers: layers, random: &random)
    for k in rnn.layers.indices {
      rnn.layers[k].inputBias = tensor([hiddenSize])
      rnn.layers[k].recurrentBias = tensor([hiddenSize])
    }
    var state = rnn.initialState(batch: batch)
    for k in state.hidden.indices { state.hidden[k] = tensor([batch, hiddenSize]) }
    return (rnn, state)
  }
}
