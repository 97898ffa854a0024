import Foundation
import RondoModels

/// The probabilities that a configuration gives symbols, in `Double` and from the definitions:
/// softmax(logits / T), then the K most probable, then the fewest of those that sum to P.
func exactDistribution(_ logits: [Float], _ configuration: SamplingConfiguration) -> [Double] {
  let scaled = logits.map { exp(Double($0) / configuration.temperature) }
  var order = logits.indices.sorted { (scaled[$1], $0) < (scaled[$0], $1) }
  order = Array(order.prefix(configuration.topK ?? order.count))
  if let limit = configuration.topP {
    let total = order.reduce(0) { $0 + scaled[$1] }
    let count = order.indices.first { rank in
      order[...rank].reduce(0) { $0 + scaled[$1] } >= limit * total
    }
    order = Array(order.prefix((count ?? order.count - 1) + 1))
  }
  let total = order.reduce(0) { $0 + scaled[$1] }
  return logits.indices.map { order.contains($0) ? scaled[$0] / total : 0 }
}

/// Pearson's χ² of counts against probabilities, and the value that it exceeds once in a million
/// times where they are right, for the number of symbols that can be drawn.
func chiSquare(_ counts: [Int], against probabilities: [Double]) -> (value: Double, limit: Double) {
  // scipy.stats.chi2.isf(1e-6, k) for k = 1...8, rounded up.
  let limits = [0, 23.93, 27.64, 30.67, 33.38, 35.89, 38.26, 40.53, 42.71]
  let total = Double(counts.reduce(0, +))
  var value = 0.0
  for (count, probability) in zip(counts, probabilities) where probability > 0 {
    let expected = total * probability
    value += (Double(count) - expected) * (Double(count) - expected) / expected
  }
  return (value, limits[probabilities.count { $0 > 0 } - 1])
}
