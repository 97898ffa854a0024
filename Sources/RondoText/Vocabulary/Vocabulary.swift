/// Numbers the symbols that a model knows.
///
///     let vocabulary = try Vocabulary(symbols: [[0x61], [0x62]])
///     vocabulary.id(of: [0x62])  // 1
///
/// Symbols are their UTF-8 bytes, never `String`s: é in one scalar and in two are two symbols. They
/// ascend by their bytes, a shorter one before a longer one that it starts; the id is the place in
/// that order, so that equal sets of symbols have equal ids. The id `count` means "unknown".
///
/// A vocabulary for documents has the border too: a symbol of no bytes, part of no text. Read, it
/// says that a document begins; predicted, that one ends. Being the shortest it has the id 0.
/// A symbol costs its bytes and about 24 more; a look-up takes constant time.
public struct Vocabulary: Sendable, Equatable {
  let table: SymbolTable

  /// Creates a vocabulary of symbols that ascend by their bytes.
  ///
  /// Throws where one is empty, stands there twice or is out of order. With a border, that is a
  /// further symbol, before these.
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

  /// Creates a vocabulary of symbols known to ascend.
  init(ascending symbols: some Sequence<some Sequence<UInt8>>) {
    var table = SymbolTable()
    for symbol in symbols {
      Array(symbol).withUnsafeBufferPointer { _ = table.id(inserting: $0) }
    }
    self.table = table
  }

  /// The number of symbols.
  public var count: Int { table.count }

  /// The id of the border between documents; nil where the vocabulary has none.
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
