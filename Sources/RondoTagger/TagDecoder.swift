import RondoData
import RondoEngine
import RondoModels
import RondoNumerics

/// Decoding of a tagger's scores: the best tags of a sentence, of which those of spans form legal
/// sequences, and their probabilities.
///
/// `Sendable`.
struct TagDecoder: Sendable {
  private let chain: LinearChain<Float>
  private let allowed: AllowedTransitions?
  private let tags: Int

  init(_ model: Tagger, _ preparation: TaggerPreparation) {
    (chain, tags) = (model.chain, model.architecture.tags)
    allowed = preparation.allowed
  }

  /// Ids of the best tags for scores [T·K].
  func path(_ scores: [Float]) -> [Int] { chain.bestPath(of: scores, allowing: allowed) }

  /// Probability of each tag at each step, [T·K].
  func marginals(_ scores: [Float]) -> [Float] { chain.marginals(of: scores) }

  /// Probability that the steps from `first` have the given tags.
  func probability(of ids: [Int], at first: Int, _ scores: [Float]) -> Double {
    min(1, ReproducibleMath.exp(Double(chain.logProbability(of: ids, at: first, in: scores))))
  }

  /// −ln P of the tags of a sentence, in nats; a tag that the model does not know has the mean cost of
  /// all, ln K.
  func negativeLogLikelihood(of ids: [Int?], _ scores: [Float]) -> Double {
    let known = ids.compactMap { $0 }
    if known.count == ids.count {
      return -Double(chain.logProbability(of: known, at: 0, in: scores))
    }
    let marginals = marginals(scores)
    return ids.enumerated().reduce(0) { sum, entry in
      guard let id = entry.element else { return sum + ReproducibleMath.log(Double(tags)) }
      return sum
        - ReproducibleMath.log(
          Double(max(marginals[entry.offset * tags + id], .leastNormalMagnitude)))
    }
  }
}
