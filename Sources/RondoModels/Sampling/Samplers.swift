import RondoEngine
import RondoNumerics

/// Rule between a model's logits and the draw of a symbol: it changes or excludes candidates.
///
/// For example, top-a keeps the symbols with p ≥ a · max p²:
///
///     struct TopA: Sampler {
///       let a: Float
///       func apply(to candidates: inout Candidates) {
///         candidates.normalize()
///         let best = candidates.probabilities.max() ?? 0
///         for id in candidates.probabilities.indices
///         where candidates.probabilities[id] < a * best * best { candidates.exclude(id) }
///       }
///     }
///
/// Each sample has its own copy, which may remember the symbols of the sample; data that copies
/// share must not change. A sampler that only excludes symbols can also be a constraint
/// (`TextLimits.constraints`), which acts before all samplers and in a beam search. `Sendable`:
/// several threads draw samples.
public protocol Sampler: Sendable {
  /// Reads the ids of the prompt, before the first draw; an unknown symbol has the id V. Does
  /// nothing by default.
  mutating func read(_ prompt: [Int32])

  /// Changes or excludes candidates for the next symbol.
  mutating func apply(to candidates: inout Candidates)

  /// Receives the symbol that was drawn. Does nothing by default.
  mutating func take(_ id: Int32)
}

extension Sampler {
  public mutating func read(_ prompt: [Int32]) {}
  public mutating func take(_ id: Int32) {}
}

/// Samplers in order of application, and the seed of the draws.
///
/// `Sendable`.
public struct SamplerChain: Sendable {
  /// Samplers; each acts on the result of the previous one.
  public var samplers: [any Sampler]
  /// Random seed; draws depend on it and on the index of the sample.
  public var seed: UInt64

  /// Creates a chain; without samplers, symbols are drawn from the model's own distribution.
  public init(_ samplers: [any Sampler] = [], seed: UInt64 = 1) {
    (self.samplers, self.seed) = (samplers, seed)
  }
}

/// Adds values to the logits of some symbols; −∞ excludes a symbol. A value x multiplies the odds
/// of a symbol against each other symbol by eˣ.
public struct LogitBias: Sampler {
  private let values: [(id: Int, value: Float)]

  /// Creates a bias from the value of each id.
  public init(_ values: [Int32: Float]) {
    self.values = values.sorted { $0.key < $1.key }.map { (Int($0.key), $0.value) }
  }

  public mutating func apply(to candidates: inout Candidates) {
    candidates.change { logits in
      for (id, value) in values where logits.indices.contains(id) { logits[id] += value }
    }
  }
}

/// Makes symbols less probable that occur among the last W symbols, including the prompt.
///
/// The logit x of a symbol that occurs n > 0 times becomes
///
/// ```text
/// (x > 0 ? x / θ : x · θ) − presence − frequency · n
/// ```
///
/// where θ is the repetition penalty (Keskar et al. 2019, with the product for x ≤ 0, so that θ > 1
/// never makes a symbol more probable).
public struct Penalties: Sampler {
  private let repetition: Float
  private let presence: Float
  private let frequency: Float
  private let window: Int
  private var recent: [Int32] = []
  private var oldest = 0
  private var counts: [Int] = []

  /// Creates penalties over the last `window` symbols; a repetition penalty of 1 and other
  /// penalties of 0 have no effect.
  public init(
    repetition: Double = 1, presence: Double = 0, frequency: Double = 0, window: Int = 64
  ) {
    precondition(
      repetition > 0 && window > 0, "a repetition penalty of \(repetition), a window of \(window)")
    self.repetition = Float(repetition)
    self.presence = Float(presence)
    self.frequency = Float(frequency)
    self.window = window
  }

  public mutating func read(_ prompt: [Int32]) {
    for id in prompt.suffix(window) { take(id) }
  }

  public mutating func apply(to candidates: inout Candidates) {
    makeRoom(for: candidates.logits.count)  // once, so that no later draw allocates
    candidates.change { logits in
      for id in 0..<min(counts.count, logits.count) where counts[id] > 0 {
        let x = logits[id]
        let repeated = x > 0 ? x / repetition : x * repetition
        logits[id] = repeated - presence - frequency * Float(counts[id])
      }
    }
  }

  public mutating func take(_ id: Int32) {
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

/// Divides the logits by the temperature T: softmax(x / T). A temperature below 10⁻⁶ keeps only the
/// most probable symbol.
public struct Temperature: Sampler {
  private let value: Double

  /// Creates a sampler with T ≥ 0.
  public init(_ value: Double) { self.value = value }

  public mutating func apply(to candidates: inout Candidates) {
    if value < 1e-6 { candidates.keepBest() } else { candidates.divide(by: Float(value)) }
  }
}

/// Keeps the K most probable symbols (Fan et al. 2018).
public struct TopK: Sampler {
  private let count: Int

  /// Creates a sampler with K; values below 1 count as 1.
  public init(_ count: Int) { self.count = count }

  public mutating func apply(to candidates: inout Candidates) {
    candidates.normalize()
    candidates.keep(first: max(count, 1))
  }
}

/// Keeps the smallest set of most probable symbols whose probabilities sum to at least P (Holtzman
/// et al. 2020).
public struct TopP: Sampler {
  private let mass: Double

  /// Creates a sampler with P.
  public init(_ mass: Double) { self.mass = mass }

  public mutating func apply(to candidates: inout Candidates) {
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

/// Keeps the symbols with p ≥ fraction · max p (Nguyen et al. 2024).
public struct MinP: Sampler {
  private let fraction: Double

  /// Creates a sampler with a fraction of the highest probability.
  public init(_ fraction: Double) { self.fraction = fraction }

  public mutating func apply(to candidates: inout Candidates) {
    candidates.normalize()
    guard let best = candidates.best else { return }
    let limit = fraction * Double(candidates.probabilities[best])
    for id in candidates.logits.indices
    where id != best && Double(candidates.probabilities[id]) < limit {
      candidates.exclude(id)
    }
  }
}

/// Keeps the smallest set of symbols with the costs −ln p nearest to the entropy whose
/// probabilities sum to at least τ (Meister, Pimentel, Wiher & Cotterell 2023, "Locally typical
/// sampling").
public struct LocallyTypical: Sampler {
  private let mass: Double
  private var costs: [Double] = []
  private var order: [Int] = []

  /// Creates a sampler with τ.
  public init(_ mass: Double) { self.mass = mass }

  public mutating func apply(to candidates: inout Candidates) {
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
