import RondoEngine

/// Chooses symbols for one sample: draw n of sample i depends on (seed, i, n) and the logits alone.
struct SymbolChooser {
  private let configuration: SamplingConfiguration
  private let stream: RandomStream
  private var draws: UInt64 = 0
  private var probabilities: [Float] = []
  private var order: [Int] = []

  init(_ configuration: SamplingConfiguration, sample: Int) {
    self.configuration = configuration
    stream = RandomStream(seed: configuration.seed, purpose: .sampling, index: UInt64(sample))
  }

  /// The next symbol, given its logits.
  mutating func next(_ logits: ArraySlice<Float>) -> Int {
    defer { draws += 1 }
    guard configuration.temperature >= 1e-6 else { return mostProbable(logits) }
    probabilities.removeAll(keepingCapacity: true)
    let scale = Float(configuration.temperature)
    for logit in logits { probabilities.append(logit / scale) }
    probabilities.withUnsafeMutableBufferPointer {
      guard let start = $0.baseAddress else { return }
      FloatKernels.softmax(rows: 1, columns: $0.count, start, into: start)
    }
    if configuration.topK != nil || configuration.topP != nil { keepMostProbable() }
    return draw(stream.uniform(at: draws))
  }

  private func mostProbable(_ logits: ArraySlice<Float>) -> Int {
    var best = logits.startIndex
    for i in logits.indices where logits[i] > logits[best] { best = i }
    return best - logits.startIndex
  }

  /// Sets the probabilities of all symbols that `topK` or `topP` leaves out to zero.
  private mutating func keepMostProbable() {
    order.removeAll(keepingCapacity: true)
    order.append(contentsOf: probabilities.indices)
    let p = probabilities
    order.sort { p[$0] != p[$1] ? p[$0] > p[$1] : $0 < $1 }
    var kept = min(configuration.topK ?? order.count, order.count)
    if let limit = configuration.topP {
      var sum = 0.0
      let total = order[..<kept].reduce(0.0) { $0 + Double(p[$1]) }
      for (rank, symbol) in order[..<kept].enumerated() {
        sum += Double(p[symbol])
        if sum >= limit * total {
          kept = rank + 1
          break
        }
      }
    }
    for symbol in order[max(kept, 1)...] { probabilities[symbol] = 0 }
  }

  /// The symbol in whose share of the probabilities, in the order of ids, the number falls.
  private func draw(_ uniform: Double) -> Int {
    let total = probabilities.reduce(0.0) { $0 + Double($1) }
    var (sum, last) = (0.0, 0)
    for (symbol, probability) in probabilities.enumerated() where probability > 0 {
      sum += Double(probability)
      if sum > uniform * total { return symbol }
      last = symbol
    }
    return last
  }
}
