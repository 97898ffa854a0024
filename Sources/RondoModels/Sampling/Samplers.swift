import RondoEngine

/// A rule on the way from logits to a draw; one value for each sample.
///
/// To add one: a type that conforms, a case of `SamplerName` (or, for what must hold whatever the
/// samplers do, a field of `TextLimits`), and the place that makes it.
protocol Sampler {
  /// Takes the prompt, before anything is drawn.
  mutating func read(_ prompt: [Int32])

  /// Changes or excludes candidates for the next symbol.
  mutating func apply(to candidates: inout Candidates)

  /// Takes the symbol that was drawn.
  mutating func take(_ id: Int32)
}

extension Sampler {
  mutating func read(_ prompt: [Int32]) {}
  mutating func take(_ id: Int32) {}
}

/// Adds to the logits of named symbols: e^v times as probable beside the others; −∞ forbids one.
struct LogitBias: Sampler {
  private let values: [(id: Int, value: Float)]

  init(_ values: [Int32: Float]) {
    self.values = values.sorted { $0.key < $1.key }.map { (Int($0.key), $0.value) }
  }

  mutating func apply(to candidates: inout Candidates) {
    candidates.change { logits in
      for (id, value) in values where logits.indices.contains(id) { logits[id] += value }
    }
  }
}

/// Makes the symbols of the last W less probable. With n the number of times that a symbol stands
/// there, its logit x becomes
///
///     (x > 0 ? x / θ : x · θ) − presence − frequency · n
///
/// where n > 0: θ is the repetition penalty (Keskar et al. 2019, with the product for x ≤ 0, so
/// that θ > 1 never makes a symbol more probable).
struct Penalties: Sampler {
  private let repetition: Float
  private let presence: Float
  private let frequency: Float
  private let window: Int
  private var recent: [Int32] = []
  private var oldest = 0
  private var counts: [Int] = []

  /// Nil where no penalty does anything.
  init?(_ configuration: SamplingConfiguration) {
    repetition = Float(configuration.repetitionPenalty)
    presence = Float(configuration.presencePenalty)
    frequency = Float(configuration.frequencyPenalty)
    window = configuration.penaltyWindow
    if (repetition, presence, frequency) == (1, 0, 0) || window < 1 { return nil }
  }

  mutating func read(_ prompt: [Int32]) {
    for id in prompt.suffix(window) { take(id) }
  }

  mutating func apply(to candidates: inout Candidates) {
    makeRoom(for: candidates.logits.count)  // once, so that no later draw allocates
    candidates.change { logits in
      for id in 0..<min(counts.count, logits.count) where counts[id] > 0 {
        let x = logits[id]
        let repeated = x > 0 ? x / repetition : x * repetition
        logits[id] = repeated - presence - frequency * Float(counts[id])
      }
    }
  }

  mutating func take(_ id: Int32) {
    makeRoom(for: Int(id) + 1)
    if recent.isEmpty { recent.reserveCapacity(min(window, 1024)) }
    counts[Int(id)] += 1
    guard recent.count == window else { return recent.append(id) }
    counts[Int(recent[oldest])] -= 1
    recent[oldest] = id
    oldest = (oldest + 1) % window
  }

  private mutating func makeRoom(for symbols: Int) {
    guard counts.count < symbols else { return }
    counts += repeatElement(0, count: symbols - counts.count)
  }
}

/// Divides the logits by T: softmax(x / T). T → 0 is the most probable symbol.
struct Temperature: Sampler {
  let value: Double

  mutating func apply(to candidates: inout Candidates) {
    if value < 1e-6 { candidates.keepBest() } else { candidates.divide(by: Float(value)) }
  }
}

/// Keeps the K most probable symbols (Fan et al. 2018).
struct TopK: Sampler {
  let count: Int

  mutating func apply(to candidates: inout Candidates) {
    candidates.normalize()
    candidates.keep(first: max(count, 1))
  }
}

/// Keeps the symbols whose cost −ln p is nearest to the entropy of the distribution, the fewest
/// whose probabilities sum to τ of the whole (Meister, Pimentel, Wiher & Cotterell 2023, "Locally
/// typical sampling").
struct LocallyTypical: Sampler {
  let mass: Double
  private var costs: [Double] = []
  private var order: [Int] = []

  init(mass: Double) { self.mass = mass }

  mutating func apply(to candidates: inout Candidates) {
    candidates.normalize()
    order.removeAll(keepingCapacity: true)
    order.append(contentsOf: candidates.probabilities.indices)
    order.removeAll { candidates.probabilities[$0] == 0 }
    let total = order.reduce(0.0) { $0 + Double(candidates.probabilities[$1]) }
    costs.removeAll(keepingCapacity: true)
    costs.append(contentsOf: repeatElement(.infinity, count: candidates.probabilities.count))
    var entropy = 0.0
    for id in order {
      let probability = Double(candidates.probabilities[id]) / total
      costs[id] = -ReproducibleMath.log(probability)
      entropy += probability * costs[id]
    }
    let distance = costs.map { abs($0 - entropy) }
    order.sort { (distance[$0], $0) < (distance[$1], $1) }
    var (sum, kept) = (0.0, 0)
    for id in order {
      sum += Double(candidates.probabilities[id])
      kept += 1
      if sum >= mass * total { break }
    }
    for id in order[kept...] { candidates.exclude(id) }
    for id in costs.indices where costs[id] == .infinity { candidates.exclude(id) }
  }
}

/// Keeps the most probable symbols, the fewest whose probabilities sum to P of the whole
/// (Holtzman et al. 2020).
struct TopP: Sampler {
  let mass: Double

  mutating func apply(to candidates: inout Candidates) {
    candidates.normalize()
    candidates.keep(first: count(of: candidates.ranked(), candidates.probabilities))
  }

  private func count(of ranking: [Int], _ probabilities: [Float]) -> Int {
    let total = ranking.reduce(0.0) { $0 + Double(probabilities[$1]) }
    var sum = 0.0
    for (rank, symbol) in ranking.enumerated() {
      sum += Double(probabilities[symbol])
      if sum >= mass * total { return rank + 1 }
    }
    return ranking.count
  }
}

/// Keeps the symbols at least as probable as a part of the most probable one: p ≥ part · max p
/// (Nguyen et al. 2024).
struct MinP: Sampler {
  let part: Double

  mutating func apply(to candidates: inout Candidates) {
    candidates.normalize()
    guard let best = candidates.best else { return }
    let limit = part * Double(candidates.probabilities[best])
    for id in candidates.logits.indices
    where id != best && Double(candidates.probabilities[id]) < limit {
      candidates.exclude(id)
    }
  }
}
