import RondoNumerics

/// The frequencies of single symbols in a training part: a model without context.
///
///     let unigram = UnigramBaseline(training: [0, 0, 0, 1], vocabularySize: 2)
///     unigram.entropy                                // 0.562… nats
///     unigram.evaluate([0, 1]).natsPerSymbol         // 0.836… nats
///
/// Probabilities are maximum-likelihood estimates, `P(w) = c(w) / N`, without smoothing.
public struct UnigramBaseline: Sendable {
  /// V, the number of known symbols.
  public let vocabularySize: Int

  /// The number of training symbols, including unknown ones.
  public let trainedOn: Int

  private let counts: [Int]
  private let total: Int

  /// Counts the training part, in O(N + V) time and 8 V bytes.
  ///
  /// - Parameters:
  ///   - training: The ids of the training part, `[N]`, each at most V; the id V means "unknown"
  ///     and is not counted.
  ///   - vocabularySize: V, the number of known symbols, at least 1.
  public init(training: [UInt32], vocabularySize: Int) {
    precondition(
      vocabularySize >= 1,
      "UnigramBaseline: found vocabulary size \(vocabularySize), expected at least 1")
    training.requireIDs(vocabularySize: vocabularySize, in: "UnigramBaseline")
    var counts = Array(repeating: 0, count: vocabularySize + 1)
    for symbol in training { counts[Int(symbol)] += 1 }
    total = training.count - counts.removeLast()
    self.counts = counts
    self.vocabularySize = vocabularySize
    trainedOn = training.count
  }

  /// The entropy of the training part's known symbols, `-Σ P(w) ln P(w)`, in nats per symbol.
  public var entropy: Double {
    var sum = 0.0
    for count in counts where count > 0 {
      let probability = Double(count) / Double(total)
      sum -= probability * ReproducibleMath.log(probability)
    }
    return sum
  }

  /// Scores an evaluation part, in O(E + V) time.
  ///
  /// A symbol that the training part lacks has the maximum-likelihood estimate 0; it costs ln V,
  /// like an unknown symbol (the id V). ``BaselineResult/unknownSymbols`` counts both.
  ///
  /// - Parameter evaluation: The ids of the evaluation part, `[E]`, each at most V.
  public func evaluate(_ evaluation: [UInt32]) -> BaselineResult {
    evaluation.requireIDs(vocabularySize: vocabularySize, in: "UnigramBaseline.evaluate")
    var occurrences = Array(repeating: 0, count: vocabularySize + 1)
    for symbol in evaluation { occurrences[Int(symbol)] += 1 }
    var nats = 0.0
    var unseen = occurrences.removeLast()
    for (count, occurrence) in zip(counts, occurrences) where occurrence > 0 {
      if count == 0 {
        unseen += occurrence
      } else {
        nats -= Double(occurrence) * ReproducibleMath.log(Double(count) / Double(total))
      }
    }
    nats += Double(unseen) * ReproducibleMath.log(Double(vocabularySize))
    return BaselineResult(
      method: "unigram frequencies", order: 0, totalNats: nats,
      evaluatedSymbols: evaluation.count, unknownSymbols: unseen, trainedOn: trainedOn)
  }
}
