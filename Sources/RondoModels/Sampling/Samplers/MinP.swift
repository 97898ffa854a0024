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
