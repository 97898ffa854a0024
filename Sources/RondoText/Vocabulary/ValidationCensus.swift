/// Size and unknown symbols of the validation part, counted while its ids pass.
struct ValidationCensus {
  private let unit: SymbolUnit
  private let unknownID: Int32
  private var symbols = 0
  private var bytes = 0
  private var graphemes = 0
  private var counts: [Int32: Int] = [:]
  // Graphemes are counted in the text, because symbols may be smaller or larger.
  private var text: [UInt8] = []
  private var stream = SymbolStream(unit: .grapheme, normalization: .none)

  init(unit: SymbolUnit, unknownID: Int32) { (self.unit, self.unknownID) = (unit, unknownID) }

  /// Adds provisional ids; `finalIDs` maps them to final ones, nil if none is unknown.
  mutating func add(
    _ ids: IDSequence, _ range: Range<Int>, _ finalIDs: [Int32]?, _ table: SymbolTable
  ) {
    for position in range {
      let id = ids[position]
      let length = table.length(of: id)
      symbols += 1
      // A border counts as one character of one byte, like a line feed.
      bytes += max(length, 1)
      if let finalIDs, finalIDs[Int(id)] == unknownID { counts[id, default: 0] += 1 }
      guard unit != .grapheme else { continue }
      if length == 0 {
        countGraphemes(isLast: true)
        graphemes += 1
      } else {
        text += table[id]
        if text.count > 1 << 16 { countGraphemes(isLast: false) }
      }
    }
  }

  private mutating func countGraphemes(isLast: Bool) {
    var found = 0
    text.withUnsafeBufferPointer { stream.push($0, isLast: isLast) { _ in found += 1 } }
    graphemes += found
    text.removeAll(keepingCapacity: true)
  }

  /// The size of the text added so far.
  var extent: TextExtent {
    var whole = self
    whole.countGraphemes(isLast: true)
    return TextExtent(
      symbols: symbols, bytes: bytes, graphemes: unit == .grapheme ? symbols : whole.graphemes)
  }

  /// The unknown symbols, the most frequent first.
  func unknownSymbols(_ table: SymbolTable) -> [TokenizedCorpus.UnknownSymbol] {
    let order = counts.keys.sorted { first, second in
      let (a, b) = (counts[first] ?? 0, counts[second] ?? 0)
      return a == b ? table.isAscending(first, second) : a > b
    }
    return order.map { .init(bytes: Array(table[$0]), count: counts[$0] ?? 0) }
  }
}
