/// Keeps the most probable symbols, the fewest whose probabilities sum to P of the whole
/// (Holtzman et al. 2020).
struct TopP: Sampler {
  let mass: Double

  mutating func apply(to candidates: inout Candidates) {
    candidates.normalize()
    let ranking = candidates.ranked()
    let total = ranking.reduce(0.0) { $0 + Double(candidates.probabilities[$1]) }
    var sum = 0.0
    for (rank, symbol) in ranking.enumerated() {
      sum += Double(candidates.probabilities[symbol])
      if sum >= mass * total {
        candidates.keep(first: rank + 1)
        return
      }
    }
  }
}
