/// How many n-grams of one order were counted once, and how many twice.
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
  /// Where `n1` or `n2` is 0 the estimate is undefined, 0 (which would leave nothing for unseen
  /// symbols) or 1 (which would forget all that was seen once); 1/2 stands in for it.
  var discount: Double {
    once == 0 || twice == 0 ? 0.5 : Double(once) / Double(once + 2 * twice)
  }
}
