/// The symbols that a model knows, with their ids.
///
///     let vocabulary = try Vocabulary(symbols: [[0x61], [0x62]])
///     vocabulary.id(of: [0x62])  // 1
///
/// Symbols are compared as UTF-8 bytes, never as `String`s: é as one scalar and as two are two
/// symbols. They are in ascending byte order, a prefix before a longer symbol; the id is the
/// position in that order, so that equal sets of symbols have equal ids. The id `count` means
/// "unknown".
///
/// A vocabulary for documents also has the border: a symbol of no bytes, which is part of no text.
/// As an input it marks the start of a document; as a prediction, the end. Being the shortest
/// symbol it has the id 0. A symbol takes its bytes and about 24 more; a look-up takes constant
/// time.
public struct Vocabulary: Sendable, Equatable {
  let table: SymbolTable

  /// Creates a vocabulary of symbols in ascending byte order.
  ///
  /// Throws if one is empty, repeated or out of order. A border is a further symbol before these.
  public init(symbols: [[UInt8]], hasBorder: Bool = false) throws(TextError) {
    for (index, symbol) in symbols.enumerated() {
      if symbol.isEmpty { throw .emptySymbol(index: index) }
      guard index > 0 else { continue }
      let previous = symbols[index - 1]
      if symbol == previous { throw .duplicateSymbol(index: index) }
      if symbol.lexicographicallyPrecedes(previous) { throw .unorderedSymbol(index: index) }
    }
    self.init(ascending: hasBorder ? [[]] + symbols : symbols)
  }

  /// Creates a vocabulary of symbols known to be in order.
  init(ascending symbols: some Sequence<some Sequence<UInt8>>) {
    var table = SymbolTable()
    for symbol in symbols {
      Array(symbol).withUnsafeBufferPointer { _ = table.id(inserting: $0) }
    }
    self.table = table
  }

  /// The number of symbols.
  public var count: Int { table.count }

  /// The id of the border between documents; nil if the vocabulary has none.
  public var borderID: Int32? { count > 0 && table[0].isEmpty ? 0 : nil }

  /// The id of every symbol that the vocabulary lacks; equal to `count`.
  public var unknownID: Int32 { Int32(count) }

  /// The id of a symbol, or nil if the vocabulary lacks it.
  public func id(of symbol: [UInt8]) -> Int32? {
    symbol.withUnsafeBufferPointer { table.id(of: $0) }
  }

  /// The bytes of the symbol with this id, which must be below `count`.
  public func bytes(of id: Int32) -> [UInt8] {
    precondition((0..<unknownID).contains(id), "id \(id) in a vocabulary of \(count)")
    return Array(table[id])
  }

  /// The bytes of all symbols, in the order of their ids; the border has none.
  public var symbols: [[UInt8]] { (0..<unknownID).map { Array(table[$0]) } }
}

/// Limits of a vocabulary; symbols of the training part beyond them are unknown.
///
/// The most frequent symbols are kept; of equally frequent ones, those first in byte order.
/// Byte-pair units are learned until there are `maximumSize` (by default 1,024), from pairs and
/// graphemes that occur at least `minimumCount` times and at least twice.
public struct VocabularyLimits: Sendable, Equatable, Codable {
  /// The smallest number of occurrences of a symbol that is kept.
  public var minimumCount: Int
  /// The largest number of symbols; nil for no limit.
  public var maximumSize: Int?

  /// Creates limits; without arguments every symbol is kept.
  public init(minimumCount: Int = 1, maximumSize: Int? = nil) {
    precondition(minimumCount >= 1, "minimum count \(minimumCount), at least 1")
    if let maximumSize { precondition(maximumSize >= 1, "size \(maximumSize), at least 1") }
    self.minimumCount = minimumCount
    self.maximumSize = maximumSize
  }

  /// The ids of a table that are kept, in byte order of their symbols, given the count of each.
  ///
  /// The first `fixedCount` of the table, a border or the symbols of a model, are always kept and
  /// do not count towards the limit.
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
