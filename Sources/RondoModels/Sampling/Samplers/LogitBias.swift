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
