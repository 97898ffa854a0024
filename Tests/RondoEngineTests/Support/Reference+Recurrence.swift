import Foundation

@testable import RondoEngine

extension Reference {
  /// The outputs [T, B, …] of a stack of recurrent layers for inputs [T, B, D].
  static func recurrence(
    _ rnn: RNN<Double>, _ inputs: Tensor<Double>, from state: RNNState<Double>
  ) -> [Double] {
    let (steps, batch) = (inputs.shape[0], inputs.shape[1])
    var outputs = [[Double]](repeating: [], count: steps * batch)
    for b in 0..<batch {
      let input = (0..<steps).map { t in (0..<inputs.shape[2]).map { inputs[t, b, $0] } }
      var below = [[Double]](repeating: [], count: steps)
      for k in rnn.layers.indices {
        let own = k == 0 || rnn.hasSkipConnections ? zip(input, below).map { $0 + $1 } : below
        below = [[Double]](repeating: [], count: steps)
        let layers = rnn.isBidirectional ? [rnn.layers[k], rnn.reverseLayers[k]] : [rnn.layers[k]]
        for (direction, layer) in layers.enumerated() {
          let at = k * layers.count + direction
          var hidden = rows(state.hidden[at])[b]
          var cell = rnn.cell.hasCell ? rows(state.cell[at])[b] : []
          for t in direction == 0 ? Array(0..<steps) : (0..<steps).reversed() {
            (hidden, cell) = step(rnn.cell, layer, own[t], hidden, cell)
            below[t] += hidden
          }
        }
        for t in 0..<steps {
          let before = rnn.hasSkipConnections ? outputs[t * batch + b] : []
          outputs[t * batch + b] = before + below[t]
        }
      }
    }
    return outputs.flatMap(\.self)
  }

  /// One time step of one sequence: the new h and c.
  private static func step(
    _ cell: BuiltInCell, _ layer: RNN<Double>.Layer, _ x: [Double], _ h: [Double], _ c: [Double]
  ) -> ([Double], [Double]) {
    let units = h.count
    func row(_ gate: Int, _ j: Int) -> Int { gate * units + j }
    func input(_ gate: Int, _ j: Int) -> Double {
      x.indices.reduce(layer.inputBias[row(gate, j)]) {
        $0 + layer.inputWeight[row(gate, j), $1] * x[$1]
      }
    }
    func recurrent(_ gate: Int, _ j: Int, _ h: [Double]) -> Double {
      h.indices.reduce(layer.recurrentBias![row(gate, j)]) {
        $0 + layer.recurrentWeight![row(gate, j), $1] * h[$1]
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
    case .minGRU:
      let result = all.map { j in
        let (z, v) = (logistic(input(0, j)), input(1, j))
        return (1 - z) * h[j] + z * (v >= 0 ? v + 0.5 : logistic(v))
      }
      return (result, c)
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
