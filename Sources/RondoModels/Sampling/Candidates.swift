@_spi(Kernels) import RondoEngine

/// Candidates for the next symbol, narrowed down by a chain of samplers: a logit for each of V
/// symbols.
///
///     var candidates = Candidates([0.5, 2, -1])
///     candidates.exclude(1)
///     candidates.normalize()
///     candidates.ranked()  // [0, 2]
///
/// An excluded symbol has the logit −∞ and the probability 0. Probabilities are computed by
/// `normalize`; excluding a symbol leaves those of the others unchanged, to the bit, so that they
/// then sum to less than 1. Memory is reused between draws. `Sendable`.
public struct Candidates: Sendable {
  /// Logits [V], not yet divided by the temperature.
  public private(set) var logits: [Float] = []
  /// softmax(logits / T) [V] at the last call of `normalize`, with 0 for symbols excluded since
  /// then. Call `normalize` before reading them.
  public private(set) var probabilities: [Float] = []
  private var isNormalized = false
  private var temperature: Float = 1
  private var ranking: [Int] = []
  private var isRanked = false
  /// True if the ranking still contains excluded symbols.
  private var isRankingStale = false

  /// Creates empty candidates.
  init() {}

  /// Creates candidates with logits [V], −∞ for excluded symbols.
  public init(_ logits: [Float]) { self.logits = logits }

  /// Starts a draw.
  mutating func load(_ row: ArraySlice<Float>) {
    logits.removeAll(keepingCapacity: true)
    logits.append(contentsOf: row)
    (temperature, isNormalized, isRanked, isRankingStale) = (1, false, false, false)
  }

  /// True if all symbols are excluded.
  public var isEmpty: Bool { !logits.contains { $0 > -.infinity } }

  /// Most probable symbol, of equal ones that with the lowest id; nil if all are excluded.
  public var best: Int? {
    var (best, highest) = (-1, -Float.infinity)
    for id in logits.indices where logits[id] > highest { (best, highest) = (id, logits[id]) }
    return best < 0 ? nil : best
  }

  /// Excludes a symbol with an id in 0..<V.
  public mutating func exclude(_ id: Int) {
    logits[id] = -.infinity
    isRankingStale = true
    if isNormalized { probabilities[id] = 0 }
  }

  /// Excludes all but the most probable symbol.
  public mutating func keepBest() {
    guard let best else { return }
    for id in logits.indices where id != best { exclude(id) }
  }

  /// Divides the logits by a temperature above 0. The order of the symbols is kept even if
  /// quotients are equal.
  public mutating func divide(by temperature: Float) {
    precondition(temperature > 0, "a temperature must be above 0: \(temperature)")
    settle()
    self.temperature = temperature
    isNormalized = false
  }

  /// Changes logits arbitrarily; their number must stay V.
  public mutating func change(_ body: (inout [Float]) -> Void) {
    settle()
    let count = logits.count
    body(&logits)
    precondition(logits.count == count, "\(logits.count) logits for \(count) symbols")
    (isNormalized, isRanked) = (false, false)
  }

  /// Ids of the symbols that are not excluded, most probable first, of equal ones that with the
  /// lower id first. Sorted once per draw unless logits change.
  public mutating func ranked() -> [Int] {
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

  /// Excludes all but the `count` most probable symbols.
  public mutating func keep(first count: Int) {
    guard count < logits.count else { return }
    _ = ranked()
    guard count < ranking.count else { return }
    for place in count..<ranking.count { exclude(ranking[place]) }
    ranking.removeSubrange(count...)
    isRankingStale = false
  }

  /// Updates the probabilities if necessary.
  public mutating func normalize() {
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

  /// Gives the most probable symbol the probability 1, for quotients that overflow.
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
