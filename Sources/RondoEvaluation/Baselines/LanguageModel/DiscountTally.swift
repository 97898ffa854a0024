/// Gathers the counts of counts of every order, from which the discounts follow.
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
