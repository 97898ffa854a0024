import RondoNumerics

/// The sum of the losses of every order over the targets, in nats.
///
/// The model of order `n` counts occurrences at its longest context and continuations below it:
///
///     P_n(w | h)  = (max(c(h w) - D_n, 0) + D_n N(h) P'_{n-1}(w | h')) / c(h)
///     P'_k(w | h) = the same with continuation counts and D'_k, over P'_{k-1};  P'_0 = 1 / V
///
/// `P'` does not depend on `n`, so that one value a target serves all orders.
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
      losses[order - 1] -= ReproducibleMath.log(probability)
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
      let loss = -ReproducibleMath.log(lower[Int(target) - text.trainingCount])
      for longer in order - 1..<losses.count { losses[longer] += loss }
    }
  }
}

/// The absolute discount of each order, order 1 first, for both kinds of counts.
struct KneserNeyDiscounts {
  let occurrences: [Double]
  let continuations: [Double]
}

/// The counts of counts of every order, which determine the discounts.
struct DiscountTally: ContextObserver {
  static var visitsEveryContext: Bool { true }

  private var occurrences: [CountsOfCounts]
  private var continuations: [CountsOfCounts]

  init(maximumOrder: Int) {
    occurrences = Array(repeating: CountsOfCounts(), count: maximumOrder)
    continuations = Array(repeating: CountsOfCounts(), count: maximumOrder)
  }

  var discounts: KneserNeyDiscounts {
    KneserNeyDiscounts(
      occurrences: occurrences.map(\.discount), continuations: continuations.map(\.discount))
  }

  mutating func observe(
    occurrences counts: SuccessorCounts, order: Int, targets: ArraySlice<UInt32>
  ) {
    occurrences[order - 1].add(counts)
  }

  mutating func observe(
    continuations counts: SuccessorCounts, order: Int, targets: ArraySlice<UInt32>
  ) {
    continuations[order - 1].add(counts)
  }

  mutating func leave(_ targets: ArraySlice<UInt32>, order: Int) {}
}

/// The number of n-grams of one order with the count 1, and of those with the count 2.
struct CountsOfCounts {
  private(set) var once = 0
  private(set) var twice = 0

  mutating func add(_ counts: SuccessorCounts) {
    for symbol in counts.symbols {
      switch counts[symbol] {
      case 1: once += 1
      case 2: twice += 1
      default: break
      }
    }
  }

  /// The absolute discount `n1 / (n1 + 2 n2)` of Ney, Essen and Kneser (1994).
  ///
  /// If `n1` or `n2` is 0 the estimate is undefined, 0 (which leaves nothing for unseen symbols) or
  /// 1 (which discards all that was seen once); 1/2 is used instead.
  var discount: Double {
    once == 0 || twice == 0 ? 0.5 : Double(once) / Double(once + 2 * twice)
  }
}
