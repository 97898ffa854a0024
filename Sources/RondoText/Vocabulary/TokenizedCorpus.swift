/// Holds a corpus as ids, split into a part to train on and one to validate on.
///
///     var builder = TokenizedCorpus.Builder(unit: .grapheme)
///     builder.append(text.utf8)
///     let corpus = builder.finish { total in total * 9 / 10 }
///     corpus.training.count
///
/// The vocabulary is the training part's alone. Beyond the ids (one, two or four bytes a symbol) only
/// the unknown symbols of the validation part are kept, so that its text can be measured exactly.
public struct TokenizedCorpus: Sendable {
  /// How the text became ids, to be stored with a model.
  public let tokenizer: Tokenizer
  /// The ids of the training part.
  ///
  /// With limits, some may be unknown.
  public let training: IDSequence
  /// The ids of the validation part, which may be unknown.
  public let validation: IDSequence
  /// How often each symbol of the vocabulary occurs in the training part.
  public let counts: [Int]
  /// How many symbols of the training part the limits made unknown.
  public let trainingUnknownCount: Int
  /// The symbols of the validation part that the vocabulary lacks, the most frequent first.
  public let unknownSymbols: [UnknownSymbol]
  /// The size of the whole validation part.
  public let validationExtent: TextExtent

  // Where the validation part has unknown symbols, ascending, and which.
  let unknowns: [(position: Int, symbol: Int)]

  /// A symbol that the vocabulary lacks.
  public struct UnknownSymbol: Sendable, Equatable {
    /// Its bytes.
    public let bytes: [UInt8]
    /// How often it occurs in the validation part.
    public let count: Int
  }
}

extension TokenizedCorpus {
  /// The size of a range of the validation part, exact even where symbols are unknown; linear in
  /// the range.
  public func validationExtent(of range: Range<Int>) -> TextExtent {
    TextExtent(counting: validationText(of: range), symbols: range.count, unit: tokenizer.unit)
  }

  /// The bytes of a range of the validation part, unknown symbols included; linear in the range.
  public func validationText(of range: Range<Int>) -> [UInt8] {
    Self.text(
      of: validation, range, vocabulary: tokenizer.vocabulary, unknowns: unknowns,
      symbols: unknownSymbols)
  }

  static func text(
    of ids: IDSequence, _ range: Range<Int>, vocabulary: Vocabulary,
    unknowns: [(position: Int, symbol: Int)], symbols: [UnknownSymbol]
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var next = unknowns.partitioningIndex { $0.position >= range.lowerBound }
    for position in range {
      let id = ids[position]
      if id == vocabulary.unknownID {
        bytes += symbols[unknowns[next].symbol].bytes
        next += 1
      } else {
        bytes += vocabulary.table[id]
      }
    }
    return bytes
  }
}

extension TextExtent {
  /// Measures a text whose symbols are counted already; linear, but for graphemes.
  public init(counting utf8: [UInt8], symbols: Int, unit: SymbolUnit) {
    let isCounted = unit == .grapheme
    self.init(
      symbols: symbols, bytes: utf8.count,
      graphemes: isCounted ? symbols : Segmenter(unit: .grapheme).count(in: utf8))
  }
}

extension Array {
  // The first index whose element satisfies a predicate that holds from some index on.
  fileprivate func partitioningIndex(where belongsToRest: (Element) -> Bool) -> Int {
    var range = startIndex..<endIndex
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range =
        belongsToRest(self[middle])
        ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    return range.lowerBound
  }
}
