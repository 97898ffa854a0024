/// Counts of the symbols that follow one context, reused from context to context.
///
/// A table over the vocabulary and a list of the symbols in use: adding costs O(1), clearing
/// O(symbols in use), so that a context seen twice costs the same in any vocabulary.
struct SuccessorCounts {
  /// The distinct symbols counted, in the order of their first appearance.
  private(set) var symbols: [UInt32] = []

  /// The sum of all counts.
  private(set) var total = 0

  private var counts: [UInt32]

  init(vocabularySize: Int) {
    counts = Array(repeating: 0, count: vocabularySize)
  }

  mutating func add(_ symbol: UInt32) {
    if counts[Int(symbol)] == 0 { symbols.append(symbol) }
    counts[Int(symbol)] += 1
    total += 1
  }

  mutating func removeAll() {
    for symbol in symbols { counts[Int(symbol)] = 0 }
    symbols.removeAll(keepingCapacity: true)
    total = 0
  }

  subscript(symbol: UInt32) -> Int { Int(counts[Int(symbol)]) }

  /// The interpolated estimate `(max(c(w) - D, 0) + D · N · lower) / total`, where `N` is the
  /// number of distinct symbols; `lower` itself where nothing was counted.
  func estimate(of symbol: UInt32, discount: Double, lower: Double) -> Double {
    guard total > 0 else { return lower }
    let kept = max(Double(self[symbol]) - discount, 0)
    return (kept + discount * Double(symbols.count) * lower) / Double(total)
  }
}
