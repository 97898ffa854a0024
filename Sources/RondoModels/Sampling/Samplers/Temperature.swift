/// Divides the logits by T: softmax(x / T). T → 0 is the most probable symbol.
struct Temperature: Sampler {
  let value: Double

  mutating func apply(to candidates: inout Candidates) {
    if value < 1e-6 { candidates.keepBest() } else { candidates.divide(by: Float(value)) }
  }
}
