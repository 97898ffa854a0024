import Foundation
import RondoEngine
import RondoModels

/// A tanh language model in plain loops of `Double`, written from its equations alone:
/// h ← tanh(W_ih·x + b_ih + W_hh·h + b_hh) in each layer, logits = W·h + b.
///
/// x is the one-hot vector of the id, or zeros for the id V.
struct LanguageModelReference {
  private let weights: [String: [Double]]
  private let vocabulary: Int
  private var hidden: [[Double]]

  init<Scalar: TensorScalar>(_ model: LanguageModel<Scalar>) {
    let pairs = model.parameters.map { ($0.name, $0.value.scalars.map { Double($0) }) }
    weights = Dictionary(uniqueKeysWithValues: pairs)
    vocabulary = model.architecture.vocabularySize
    hidden = Array(
      repeating: Array(repeating: 0, count: model.architecture.hiddenSize),
      count: model.architecture.layers)
  }

  mutating func feed(_ id: Int32) {
    var x = (0..<vocabulary).map { $0 == Int(id) ? 1.0 : 0.0 }
    for k in hidden.indices {
      let input = product("rnn.weight_ih_l\(k)", x)
      let recurrent = product("rnn.weight_hh_l\(k)", hidden[k])
      x = hidden[k].indices.map {
        tanh(
          input[$0] + weights["rnn.bias_ih_l\(k)"]![$0] + recurrent[$0]
            + weights["rnn.bias_hh_l\(k)"]![$0])
      }
      hidden[k] = x
    }
  }

  var logits: [Double] {
    zip(product("output.weight", hidden.last!), weights["output.bias"]!).map { $0 + $1 }
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
