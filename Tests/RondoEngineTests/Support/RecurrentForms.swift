import RondoNumerics
import TestSupport
import Testing

@testable import RondoEngine

/// The outputs of the last layer, a variable [B, H] for each of the steps of inputs [T, B, D], and
/// the state after them.
func unrolled<Scalar>(
  _ rnn: RNN<Scalar>, _ inputs: Variable<Scalar>, from start: RecurrentVariables<Scalar>
) -> (outputs: [Variable<Scalar>], state: RecurrentVariables<Scalar>) {
  var state = start
  let outputs = (0..<inputs.shape[0]).map { t in
    state = rnn.step(
      inputs.slice(t..<t + 1).reshaped(to: [inputs.shape[1], inputs.shape[2]]), from: state)
    guard rnn.hasSkipConnections else { return state.hidden[state.hidden.count - 1] }
    return state.hidden.dropFirst().reduce(state.hidden[0]) { $0.joined(with: $1) }
  }
  return (outputs, state)
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
    _ kind: RecurrentKind = .tanh, inputSize: Int, hiddenSize: Int, layers: Int, batch: Int
  ) -> (RNN<Scalar>, RNNState<Scalar>) {
    var random = RandomSource(seed: UInt64(integer(in: 0...999)))
    var rnn = RNN<Scalar>(
      kind.cell, inputSize: inputSize, hiddenSize: hiddenSize, layers: layers,
      skipConnections: kind.skips, bidirectional: kind.isBidirectional, random: &random)
    for k in rnn.layers.indices { drawBiases(of: &rnn.layers[k]) }
    for k in rnn.reverseLayers.indices { drawBiases(of: &rnn.reverseLayers[k]) }
    var state = rnn.initialState(batch: batch)
    for k in state.hidden.indices { state.hidden[k] = tensor([batch, hiddenSize]) }
    for k in state.cell.indices { state.cell[k] = tensor([batch, hiddenSize]) }
    return (rnn, state)
  }

  private mutating func drawBiases<Scalar: TensorScalar>(of layer: inout RNN<Scalar>.Layer) {
    layer.inputBias = tensor(layer.inputBias.shape)
    if let bias = layer.recurrentBias { layer.recurrentBias = tensor(bias.shape) }
  }
}

/// A cell, whether its layers have skip connections, and whether they read in both directions.
struct RecurrentKind: Sendable, CustomTestStringConvertible {
  var cell: BuiltInCell
  var skips = false
  var isBidirectional = false

  static let tanh = RecurrentKind(cell: .tanh)
  static let lstm = RecurrentKind(cell: .lstm)
  /// Those that can take one step at a time.
  static let unidirectional = BuiltInCell.allCases.flatMap {
    [RecurrentKind(cell: $0), RecurrentKind(cell: $0, skips: true)]
  }
  static let bidirectional =
    BuiltInCell.allCases.map { RecurrentKind(cell: $0, isBidirectional: true) }
    + [RecurrentKind(cell: .lstm, skips: true, isBidirectional: true)]
  static let all = unidirectional + bidirectional

  var testDescription: String {
    (isBidirectional ? "bidirectional " : "") + "\(cell)" + (skips ? " with skip connections" : "")
  }
}
