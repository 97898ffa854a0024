/// Adds up the loss of every order over the targets, in nats.
///
/// The model of order `n` counts occurrences at its longest context and continuations below it:
///
///     P_n(w | h)  = (max(c(h w) - D_n, 0) + D_n N(h) P'_{n-1}(w | h')) / c(h)
///     P'_k(w | h) = the same with continuation counts and D'_k, over P'_{k-1};  P'_0 = 1 / V
///
/// `P'` does not depend on `n`, so one running value a target serves all orders.
struct KneserNeyScore: ContextObserver {
  static var visitsEveryContext: Bool { false }

  /// The loss of each order over all targets so far, order 1 first, in nats.
  private(set) var losses: [Double]

  private let text: ContextText
  private let discounts: KneserNeyDiscounts
  private var lower: [Double]

  init(text: ContextText, discounts: KneserNeyDiscounts, maximumOrder: Int) {
    self.text = text
    self.discounts = discounts
    losses = Array(repeating: 0, count: maximumOrder)
    lower = Array(
      repeating: 1 / Double(text.unknown), count: text.symbols.count - text.trainingCount)
  }

  mutating func observe(occurrences: SuccessorCounts, order: Int, targets: ArraySlice<UInt32>) {
    let discount = discounts.occurrences[order - 1]
    for target in targets {
      let probability = occurrences.estimate(
        of: text[target], discount: discount, lower: lower[Int(target) - text.trainingCount])
      losses[order - 1] -= naturalLogarithm(probability)
    }
  }

  mutating func observe(continuations: SuccessorCounts, order: Int, targets: ArraySlice<UInt32>) {
    let discount = discounts.continuations[order - 1]
    for target in targets {
      let slot = Int(target) - text.trainingCount
      lower[slot] = continuations.estimate(
        of: text[target], discount: discount, lower: lower[slot])
    }
  }

  mutating func leave(_ targets: ArraySlice<UInt32>, order: Int) {
    for target in targets {
      let loss = -naturalLogarithm(lower[Int(target) - text.trainingCount])
      for longer in order - 1..<losses.count { losses[longer] += loss }
    }
  }
}
