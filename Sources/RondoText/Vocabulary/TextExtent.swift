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
