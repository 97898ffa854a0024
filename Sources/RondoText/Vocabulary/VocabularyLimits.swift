/// Says which symbols of the training part a vocabulary leaves out; they become unknown.
///
/// The most frequent symbols stay; of equally frequent ones, those whose bytes come first. Byte-pair
/// units are learned until there are `maximumSize` (without it, 1,024), and of what occurs at least
/// `minimumCount` times and twice.
public struct VocabularyLimits: Sendable, Equatable, Codable {
  /// How often a symbol must occur to be kept.
  public var minimumCount: Int
  /// The most symbols to keep, or nil for no limit.
  public var maximumSize: Int?

  /// Creates limits; without arguments every symbol is kept.
  public init(minimumCount: Int = 1, maximumSize: Int? = nil) {
    precondition(minimumCount >= 1, "minimum count \(minimumCount), at least 1")
    if let maximumSize { precondition(maximumSize >= 1, "size \(maximumSize), at least 1") }
    self.minimumCount = minimumCount
    self.maximumSize = maximumSize
  }

  /// The ids of a table that are kept, ascending by their bytes, given how often each occurs.
  ///
  /// The first `fixedCount` of the table, a border or the symbols of a model, are kept in any case
  /// and do not count.
  func selection(from table: SymbolTable, counts: [Int], fixedCount: Int = 0) -> [Int32] {
    var kept = (Int32(fixedCount)..<Int32(table.count)).filter {
      counts[Int($0)] >= minimumCount
    }
    if let maximumSize, kept.count > maximumSize {
      kept.sort { first, second in
        let (a, b) = (counts[Int(first)], counts[Int(second)])
        return a == b ? table.isAscending(first, second) : a > b
      }
      kept.removeLast(kept.count - maximumSize)
    }
    return (Array(0..<Int32(fixedCount)) + kept).sorted(by: table.isAscending)
  }
}
