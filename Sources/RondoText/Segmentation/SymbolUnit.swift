/// Names what a symbol of a text is.
public enum SymbolUnit: String, Codable, Sendable, CaseIterable {
  /// A user-perceived character: an extended grapheme cluster (UAX #29).
  case grapheme
  /// A Unicode scalar value.
  case scalar
  /// A byte, of any data.
  case byte
  /// A word or what stands between words: spaces and punctuation are symbols too (UAX #29, with
  /// ICU's dictionaries for Thai, Lao, Khmer, Burmese, Chinese and Japanese).
  case word
  /// A byte-pair unit: a piece of a word that occurs often, made of whole graphemes, or else a byte
  /// of a grapheme that is rare (`BytePairs`).
  case bpe
}
