import Foundation
import RondoEngine
import RondoLanguageModel
import RondoModels

/// A language model in plain loops of `Double`, written from the equations of `BuiltInCell` alone:
/// x is the one-hot vector of the id or its row of the embedding, zeros for the id V; with skip
/// connections it goes before what the layer below gives; logits = W·h + b.
struct LanguageModelReference {
  private let weights: [String: [Double]]
  private let architecture: LanguageModelArchitecture
  private var hidden: [[Double]]
  private var cell: [[Double]]

  private var vocabulary: Int { architecture.vocabularySize }

  init<Scalar: TensorScalar>(_ model: LanguageModel<Scalar>) {
    let pairs = model.parameters.map { ($0.name, $0.value.scalars.map { Double($0) }) }
    weights = Dictionary(uniqueKeysWithValues: pairs)
    architecture = model.architecture
    hidden = Array(
      repeating: Array(repeating: 0, count: model.architecture.hiddenSize),
      count: model.architecture.layers)
    cell = hidden
  }

  /// Other parameters, in the state that was reached with these.
  func with<Scalar: TensorScalar>(_ model: LanguageModel<Scalar>) -> LanguageModelReference {
    var result = LanguageModelReference(model)
    (result.hidden, result.cell) = (hidden, cell)
    return result
  }

  mutating func feed(_ id: Int32) {
    let x = input(id)
    var below: [Double] = []
    for k in hidden.indices {
      advance(k, k == 0 || architecture.skipConnections ? x + below : below)
      below = hidden[k]
    }
  }

  private func input(_ id: Int32) -> [Double] {
    guard let table = weights["embedding.weight"] else {
      return (0..<vocabulary).map { $0 == Int(id) ? 1.0 : 0.0 }
    }
    let size = table.count / vocabulary
    return (0..<size).map { Int(id) == vocabulary ? 0 : table[Int(id) * size + $0] }
  }

  private mutating func advance(_ k: Int, _ x: [Double]) {
    let units = hidden[k].count
    let bias = weights["rnn.bias_hh_l\(k)"]!
    func gate(_ gate: Int, _ numbers: [Double]) -> [Double] {
      Array(numbers[gate * units..<(gate + 1) * units])
    }
    func recurrent(_ h: [Double]) -> [Double] {
      zip(product("rnn.weight_hh_l\(k)", h), bias).map(+)
    }
    func logistic(_ x: [Double]) -> [Double] { x.map { 1 / (1 + exp(-$0)) } }
    let fromInput = zip(product("rnn.weight_ih_l\(k)", x), weights["rnn.bias_ih_l\(k)"]!).map(+)
    let h = hidden[k]
    let fromPast = recurrent(h)
    let sums = zip(fromInput, fromPast).map(+)
    switch architecture.cell.rawValue {
    case "rnn": hidden[k] = sums.map { tanh($0) }
    case "lstm":
      let (i, f, o) = (logistic(gate(0, sums)), logistic(gate(1, sums)), logistic(gate(3, sums)))
      let g = gate(2, sums).map { tanh($0) }
      for j in 0..<units {
        cell[k][j] = f[j] * cell[k][j] + i[j] * g[j]
        hidden[k][j] = o[j] * tanh(cell[k][j])
      }
    case "gru", "original-gru":
      let (r, z) = (logistic(gate(0, sums)), logistic(gate(1, sums)))
      let after = gate(2, fromPast).enumerated().map { r[$0.offset] * $0.element }
      let before = gate(2, recurrent(zip(r, h).map(*)))
      let past = architecture.cell == .gru ? after : before
      for j in 0..<units {
        let n = tanh(gate(2, fromInput)[j] + past[j])
        hidden[k][j] = (1 - z[j]) * n + z[j] * h[j]
      }
    default: preconditionFailure("no equations of \(architecture.cell)")
    }
  }

  var logits: [Double] {
    let output = architecture.skipConnections ? hidden.flatMap(\.self) : hidden.last!
    let name = architecture.tieWeights ? "embedding.weight" : "output.weight"
    return zip(product(name, output), weights["output.bias"]!).map(+)
  }

  /// −ln P(id | what was fed), or ln V for an unknown one.
  func cost(of id: Int32) -> Double {
    if Int(id) == vocabulary { return log(Double(vocabulary)) }
    let logits = logits
    return log(logits.reduce(0) { $0 + exp($1) }) - logits[Int(id)]
  }

  /// The cost of each symbol of a text, given the ones before it.
  func costs(of text: [Int32]) -> [Double] {
    var copy = self
    return text.map { id in
      defer { copy.feed(id) }
      return copy.cost(of: id)
    }
  }

  private func product(_ name: String, _ x: [Double]) -> [Double] {
    let weight = weights[name]!
    return (0..<weight.count / x.count).map { row in
      x.indices.reduce(0) { $0 + weight[row * x.count + $1] * x[$1] }
    }
  }
}
