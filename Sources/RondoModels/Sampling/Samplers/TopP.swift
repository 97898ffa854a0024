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
