@_spi(Kernels) import RondoEngine

/// What may be drawn next: the logits of all symbols on their way through the samplers.
///
/// An excluded symbol has the logit −∞ and the probability 0. Probabilities are made when a sampler
/// asks for them; excluding a symbol leaves those of the others as they are, to the bit, so that
/// they then sum to less than 1. The arrays are kept from draw to draw.
struct Candidates {
  /// The logits, not yet divided by the temperature.
  private(set) var logits: [Float] = []
  /// softmax(logits / T) as of the last `normalize`, with 0 for what was excluded since.
  private(set) var probabilities: [Float] = []
  private var isNormalized = false
  private var temperature: Float = 1
  private var ranking: [Int] = []
  private var isRanked = false
  /// Whether excluded symbols are left in the ranking.
  private var isRankingStale = false

  /// Begins a draw.
  mutating func load(_ row: ArraySlice<Float>) {
    logits.removeAll(keepingCapacity: true)
    logits.append(contentsOf: row)
    (temperature, isNormalized, isRanked, isRankingStale) = (1, false, false, false)
  }

  /// True where all symbols are excluded.
  var isEmpty: Bool { !logits.contains { $0 > -.infinity } }

  /// The most probable symbol, of several the first; nil where all are excluded.
  var best: Int? {
    var (best, highest) = (-1, -Float.infinity)
    for id in logits.indices where logits[id] > highest { (best, highest) = (id, logits[id]) }
    return best < 0 ? nil : best
  }

  /// Excludes a symbol.
  mutating func exclude(_ id: Int) {
    logits[id] = -.infinity
    isRankingStale = true
    if isNormalized { probabilities[id] = 0 }
  }

  /// Excludes all but the most probable symbol.
  mutating func keepBest() {
    guard let best else { return }
    for id in logits.indices where id != best { exclude(id) }
  }

  /// Divides the logits, and those of equal quotients keep their rank.
  mutating func divide(by temperature: Float) {
    settle()
    self.temperature = temperature
    isNormalized = false
  }

  /// Changes logits in any way.
  mutating func change(_ body: (inout [Float]) -> Void) {
    settle()
    body(&logits)
    (isNormalized, isRanked) = (false, false)
  }

  /// The symbols that are not excluded, the most probable first, of equal ones that with the lower
  /// id.
  mutating func ranked() -> [Int] {
    if !isRanked {
      ranking.removeAll(keepingCapacity: true)
      ranking.append(contentsOf: logits.indices)
    }
    if !isRanked || isRankingStale { ranking.removeAll { logits[$0] == -.infinity } }
    if !isRanked {
      let x = logits
      ranking.sort { x[$0] != x[$1] ? x[$0] > x[$1] : $0 < $1 }
    }
    (isRanked, isRankingStale) = (true, false)
    return ranking
  }

  /// Excludes all but so many of the most probable symbols.
  mutating func keep(first count: Int) {
    guard count < logits.count else { return }
    _ = ranked()
    guard count < ranking.count else { return }
    for place in count..<ranking.count { exclude(ranking[place]) }
    ranking.removeSubrange(count...)
    isRankingStale = false
  }

  /// Brings the probabilities up to date.
  mutating func normalize() {
    guard !isNormalized else { return }
    isNormalized = true
    if probabilities.count != logits.count {
      probabilities = Array(repeating: 0, count: logits.count)
    }
    let temperature = temperature
    let hasFiniteMaximum = probabilities.withUnsafeMutableBufferPointer { quotients in
      var (exceeds, isSome) = (false, false)
      for id in quotients.indices {
        let quotient = logits[id] / temperature
        quotients[id] = quotient
        exceeds = exceeds || quotient == .infinity
        isSome = isSome || quotient > -.infinity
      }
      guard isSome && !exceeds, let start = quotients.baseAddress else { return false }
      FloatKernels.softmax(rows: 1, columns: quotients.count, start, into: start)
      return true
    }
    if !hasFiniteMaximum { takeBest() }
  }

  /// Where the quotients leave the range of numbers nothing but the most probable symbol counts.
  private mutating func takeBest() {
    keepBest()
    for id in logits.indices { probabilities[id] = id == best ? 1 : 0 }
  }

  private mutating func settle() {
    guard temperature != 1 else { return }
    for id in logits.indices { logits[id] /= temperature }
    temperature = 1
  }
}
