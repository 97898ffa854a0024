import Foundation

@testable import RondoEngine

extension Reference {
  /// The outputs [T, B, …] of a stack of recurrent layers for inputs [T, B, D].
  static func recurrence(
    _ rnn: RNN<Double>, _ inputs: Tensor<Double>, from state: RNNState<Double>
  ) -> [Double] {
    var hidden = state.hidden.map(rows)
    var cell = rnn.cell.hasCell ? state.cell.map(rows) : hidden
    var outputs: [Double] = []
    for t in 0..<inputs.shape[0] {
      for b in 0..<inputs.shape[1] {
        let x = (0..<inputs.shape[2]).map { inputs[t, b, $0] }
        var below: [Double] = []
        for (k, layer) in rnn.layers.enumerated() {
          let input = k == 0 || rnn.hasSkipConnections ? x + below : below
          (hidden[k][b], cell[k][b]) = step(rnn.cell, layer, input, hidden[k][b], cell[k][b])
          below = hidden[k][b]
        }
        outputs += rnn.hasSkipConnections ? hidden.flatMap { $0[b] } : below
      }
    }
    return outputs
  }

  /// One time step of one sequence: the new h and c.
  private static func step(
    _ cell: RecurrentCell, _ layer: RNN<Double>.Layer, _ x: [Double], _ h: [Double], _ c: [Double]
  ) -> ([Double], [Double]) {
    let units = h.count
    func row(_ gate: Int, _ j: Int) -> Int { gate * units + j }
    func input(_ gate: Int, _ j: Int) -> Double {
      x.indices.reduce(layer.inputBias[row(gate, j)]) {
        $0 + layer.inputWeight[row(gate, j), $1] * x[$1]
      }
    }
    func recurrent(_ gate: Int, _ j: Int, _ h: [Double]) -> Double {
      h.indices.reduce(layer.recurrentBias[row(gate, j)]) {
        $0 + layer.recurrentWeight[row(gate, j), $1] * h[$1]
      }
    }
    func sum(_ gate: Int, _ j: Int, _ h: [Double]) -> Double {
      input(gate, j) + recurrent(gate, j, h)
    }
    func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    let all = Array(0..<units)
    switch cell {
    case .tanh: return (all.map { tanh(sum(0, $0, h)) }, c)
    case .lstm:
      let next = all.map {
        logistic(sum(1, $0, h)) * c[$0] + logistic(sum(0, $0, h)) * tanh(sum(2, $0, h))
      }
      return (all.map { logistic(sum(3, $0, h)) * tanh(next[$0]) }, next)
    case .gru, .originalGRU:
      let r = all.map { logistic(sum(0, $0, h)) }
      let s = all.map { r[$0] * h[$0] }
      let result = all.map { j in
        let n = tanh(
          cell == .gru ? input(2, j) + r[j] * recurrent(2, j, h) : sum(2, j, s))
        let z = logistic(sum(1, j, h))
        return (1 - z) * n + z * h[j]
      }
      return (result, c)
    }
  }

  private static func rows(_ x: Tensor<Double>) -> [[Double]] {
    (0..<x.shape[0]).map { b in (0..<x.shape[1]).map { x[b, $0] } }
  }
}
