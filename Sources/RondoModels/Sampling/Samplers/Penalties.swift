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
