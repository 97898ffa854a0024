import RondoEngine
import RondoNumerics

/// Chooses symbols for one sample: draw n of sample i depends on (seed, i, n), the logits and what
/// was drawn before alone.
struct SymbolChooser {
  private let stream: RandomStream
  private var draws: UInt64 = 0
  private var rules: [any Sampler]
  private var candidates = Candidates()

  /// A chooser; the constraints hold whatever the samplers do, because they come first.
  init(
    _ configuration: SamplingConfiguration, sample: Int, constraints: [any Sampler] = []
  ) {
    stream = RandomStream(seed: configuration.seed, purpose: .sampling, index: UInt64(sample))
    rules = constraints + configuration.chain
  }

  /// Takes the prompt, before the first draw.
  mutating func read(_ prompt: [Int32]) {
    for k in rules.indices { rules[k].read(prompt) }
  }

  /// The next symbol, given its logits; nil where every symbol is excluded,
  /// which constraints and biases of −∞ can do.
  mutating func next(_ logits: ArraySlice<Float>) -> Int? {
    candidates.load(logits)
    for k in rules.indices { rules[k].apply(to: &candidates) }
    guard !candidates.isEmpty else { return nil }
    candidates.normalize()
    let symbol = draw(stream.uniform(at: draws))
    draws += 1
    for k in rules.indices { rules[k].take(Int32(symbol)) }
    return symbol
  }

  /// The symbol in whose share of the probabilities, in the order of ids, the number falls.
  private func draw(_ uniform: Double) -> Int {
    let probabilities = candidates.probabilities
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
