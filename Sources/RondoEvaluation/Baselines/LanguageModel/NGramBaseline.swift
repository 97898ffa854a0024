import RondoNumerics

/// The loss of n-gram models on a text, as a baseline for recurrent models.
///
/// Interpolated Kneser–Ney smoothing (Kneser & Ney 1995, "Improved backing-off for m-gram language
/// modeling"; in the interpolated form of Chen & Goodman 1999, "An empirical study of smoothing
/// techniques for language modeling"), with one absolute discount an order:
///
///     let result = NGramBaseline.best(
///       training: [0, 1, 0, 1, 0, 1, 0], evaluation: [1, 0, 1], vocabularySize: 2)
///     result.order          // 6, the order with the smallest loss
///     result.natsPerSymbol  // 0.0157…
///
/// No model is stored: contexts are runs of one permutation of the training positions, created and
/// discarded during evaluation. It cannot be sampled from.
public enum NGramBaseline {
  /// Scores the orders 1 … `maximumOrder` and returns the best with the losses of all.
  ///
  /// - The context is carried from the end of the training part into the evaluation part.
  /// - A context that never occurs in the training part, or that contains an unknown symbol, keeps
  ///   the estimate of the next shorter context.
  /// - The id `vocabularySize` means "unknown". As an evaluated symbol it costs exactly ln V; in
  ///   the training part it is not counted, and no n-gram includes it.
  /// - A discount that the counts of counts do not determine (no n-gram seen once, or none seen
  ///   twice) is 1/2.
  /// - Of orders with equal losses the lowest is best. The best order is chosen on the evaluated
  ///   part, which favours the baseline slightly.
  ///
  /// The same input gives the same bits. Time O((N + E) · `maximumOrder`), whatever the
  /// vocabulary; memory about 12 N + 20 E + 16 V bytes.
  ///
  /// - Parameters:
  ///   - training: The ids of the training part, `[N]`, each at most V.
  ///   - evaluation: The ids of the evaluation part, `[E]`, each at most V; it directly follows the
  ///     training part.
  ///   - vocabularySize: V, the number of known symbols, at least 1.
  ///   - maximumOrder: The length in symbols of the longest n-gram, in 1...255.
  ///   - border: The id of the border between documents, if there are any; it is a symbol like
  ///     others, but no n-gram extends beyond it.
  ///   - limits: Limits on both parts; the result has a note if they apply.
  public static func best(
    training: [UInt32], evaluation: [UInt32], vocabularySize: Int, maximumOrder: Int = 8,
    border: Int32? = nil, limits: BaselineLimits = BaselineLimits()
  ) -> BaselineResult {
    precondition(
      vocabularySize >= 1 && (1...255).contains(maximumOrder),
      "NGramBaseline: found vocabulary size \(vocabularySize) and maximum order \(maximumOrder), "
        + "expected a size from 1 and an order in 1...255")
    let trained = training.suffix(limits.maximumTrainingSymbols)
    let evaluated = evaluation.prefix(limits.maximumEvaluationSymbols)
    let text = ContextText(
      training: trained, evaluation: evaluated, vocabularySize: vocabularySize,
      border: border.map { UInt32($0) })
    let losses = losses(of: text, maximumOrder: maximumOrder)
    let best = losses.indices.min { losses[$0] < losses[$1] } ?? 0
    let symbols = Double(max(evaluated.count, 1))
    return BaselineResult(
      method: "interpolated Kneser-Ney", order: best + 1, totalNats: losses[best],
      evaluatedSymbols: evaluated.count,
      unknownSymbols: evaluated.count { $0 == text.unknown },
      lossesByOrder: losses.map { $0 / symbols }, trainedOn: trained.count,
      note: limits.note(training: training.count, evaluation: evaluation.count))
  }

  /// The loss of each order over the evaluation part, order 1 first, in nats.
  private static func losses(of text: ContextText, maximumOrder: Int) -> [Double] {
    let targets = text.evaluationPositions
    let unknownTargets = text.symbols.count - text.trainingCount - targets.count
    let unknownLoss = Double(unknownTargets) * ReproducibleMath.log(Double(text.unknown))
    guard !targets.isEmpty else { return Array(repeating: unknownLoss, count: maximumOrder) }

    let score = KneserNeyScore(
      text: text, discounts: discounts(of: text, maximumOrder: maximumOrder),
      maximumOrder: maximumOrder)
    var walk = ContextWalk(
      text: text, targets: targets, maximumOrder: maximumOrder, observer: score)
    walk.run()
    return walk.observer.losses.map { $0 + unknownLoss }
  }

  private static func discounts(of text: ContextText, maximumOrder: Int) -> KneserNeyDiscounts {
    var walk = ContextWalk(
      text: text, targets: [], maximumOrder: maximumOrder,
      observer: DiscountTally(maximumOrder: maximumOrder))
    walk.run()
    return walk.observer.discounts
  }
}

extension Sequence<UInt32> {
  /// Traps if an id is greater than V, the id of unknown symbols.
  func requireIDs(vocabularySize: Int, in operation: String) {
    for (index, id) in self.enumerated() {
      precondition(
        Int(id) <= vocabularySize,
        "\(operation): found id \(id) at \(index), expected ids up to the vocabulary size "
          + "\(vocabularySize), which means unknown")
    }
  }
}
