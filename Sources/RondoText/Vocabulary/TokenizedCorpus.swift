/// A corpus as ids, split into a training and a validation part.
///
///     var builder = TokenizedCorpus.Builder(unit: .grapheme)
///     builder.append(Array("one two ten".utf8))
///     let corpus = builder.finish { total in total * 9 / 10 }
///     corpus.training.count  // 9 of 11 symbols
///
/// The vocabulary is that of the training part alone. With documents, there is a border,
/// `Vocabulary.borderID`, before the first and after each, and both parts end with one; it counts
/// as one symbol, one character and one byte, so that lines have the same sizes as documents as in
/// a continuous text. Takes one, two or four bytes a symbol, in memory or in a mapped file.
public struct TokenizedCorpus: Sendable {
  /// The tokenizer of the text, to be stored with a model.
  public let tokenizer: Tokenizer
  /// The ids of the training part.
  ///
  /// With limits, some may be unknown ids.
  public let training: IDSequence
  /// The ids of the validation part, which may be unknown.
  public let validation: IDSequence
  /// The number of occurrences of each symbol of the vocabulary in the training part.
  public let counts: [Int]
  /// The number of symbols of the training part that are unknown because of the limits.
  public let trainingUnknownCount: Int
  /// The symbols of the validation part that the vocabulary lacks, the most frequent first.
  public let unknownSymbols: [UnknownSymbol]
  /// The size of the whole validation part.
  public let validationExtent: TextExtent

  /// A symbol that the vocabulary lacks.
  public struct UnknownSymbol: Sendable, Equatable, Codable {
    /// Its bytes.
    public let bytes: [UInt8]
    /// The number of its occurrences in the validation part.
    public let count: Int
  }
}

/// The size of a text in the three units in which losses are reported.
///
/// A loss in nats a symbol becomes bits a character (a grapheme cluster) by
/// `nats / ln 2 × symbols / graphemes`, and bits a byte by `nats / ln 2 × symbols / bytes`.
public struct TextExtent: Sendable, Equatable, Codable {
  /// The number of symbols, in the tokenizer's unit.
  public var symbols: Int
  /// The number of UTF-8 bytes.
  public var bytes: Int
  /// The number of extended grapheme clusters.
  public var graphemes: Int

  /// Creates an extent from its numbers.
  public init(symbols: Int, bytes: Int, graphemes: Int) {
    self.symbols = symbols
    self.bytes = bytes
    self.graphemes = graphemes
  }

  /// Measures a text; linear. Byte-pair units are counted by a tokenizer.
  public init(of utf8: [UInt8], in unit: SymbolUnit) {
    precondition(unit != .bpe, "the number of byte-pair units depends on what was learned")
    let graphemes = Segmenter(unit: .grapheme).count(in: utf8)
    symbols = unit == .grapheme ? graphemes : Segmenter(unit: unit).count(in: utf8)
    bytes = utf8.count
    self.graphemes = graphemes
  }

  /// Measures a text with a known number of symbols; linear except for graphemes.
  public init(counting utf8: [UInt8], symbols: Int, unit: SymbolUnit) {
    let isCounted = unit == .grapheme
    self.init(
      symbols: symbols, bytes: utf8.count,
      graphemes: isCounted ? symbols : Segmenter(unit: .grapheme).count(in: utf8))
  }
}
