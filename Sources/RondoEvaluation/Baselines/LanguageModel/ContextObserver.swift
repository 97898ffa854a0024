/// What is done at each context of a ``ContextWalk``; `order` is the context's length plus one.
protocol ContextObserver {
  /// Whether contexts without a target are visited too.
  static var visitsEveryContext: Bool { get }

  /// Takes the number of occurrences of each symbol after the context.
  mutating func observe(occurrences: SuccessorCounts, order: Int, targets: ArraySlice<UInt32>)

  /// Takes the number of distinct symbols before the context with each symbol after it.
  mutating func observe(continuations: SuccessorCounts, order: Int, targets: ArraySlice<UInt32>)

  /// Takes targets whose context of `order - 1` symbols does not occur before a known symbol.
  mutating func leave(_ targets: ArraySlice<UInt32>, order: Int)
}
