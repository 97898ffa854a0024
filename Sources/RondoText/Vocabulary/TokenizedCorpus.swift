/// Holds a corpus as ids, split into a part to train on and one to validate on.
///
///     var builder = TokenizedCorpus.Builder(unit: .grapheme)
///     builder.append(text.utf8)
///     let corpus = builder.finish { total in total * 9 / 10 }
///     corpus.training.count
///
/// The vocabulary is the training part's alone. Where there are documents, a border stands before
/// the first and after each, `Vocabulary.borderID`, and both parts end with one; it counts as one
/// symbol, one character and one byte, so that lines have the same sizes as documents as in a
/// continuous text. Takes one, two or four bytes a symbol, in memory or in a mapped file.
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

  /// A symbol that the vocabulary lacks.
  public struct UnknownSymbol: Sendable, Equatable, Codable {
    /// Its bytes.
    public let bytes: [UInt8]
    /// How often it occurs in the validation part.
    public let count: Int
  }
}

/// Counts a stretch of text in the three ways that losses are reported in.
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

  /// Creates an extent of known numbers.
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

  /// Measures a text whose symbols are counted already; linear, but for graphemes.
  public init(counting utf8: [UInt8], symbols: Int, unit: SymbolUnit) {
    let isCounted = unit == .grapheme
    self.init(
      symbols: symbols, bytes: utf8.count,
      graphemes: isCounted ? symbols : Segmenter(unit: .grapheme).count(in: utf8))
  }
}
