/// Keeps the K most probable symbols (Fan et al. 2018).
struct TopK: Sampler {
  let count: Int

  mutating func apply(to candidates: inout Candidates) {
    candidates.normalize()
    candidates.keep(first: max(count, 1))
  }
}
