import RondoEngine
import RondoNumerics

/// Keeps the symbols whose cost −ln p is nearest to the entropy of the distribution, the fewest
/// whose probabilities sum to τ of the whole (Meister, Pimentel, Wiher & Cotterell 2023, "Locally
/// typical sampling").
struct LocallyTypical: Sampler {
  let mass: Double
  private var costs: [Double] = []
  private var order: [Int] = []

  init(mass: Double) { self.mass = mass }

  mutating func apply(to candidates: inout Candidates) {
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
