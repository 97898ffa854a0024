public import RondoText

/// How the text of a corpus is read, cut into symbols, turned into ids and split.
///
/// `Sendable`.
public struct CorpusSettings: Sendable, Hashable {
  /// The name of the files' encoding, or "auto".
  public var encoding = "auto"
  /// True where invalid text is replaced instead of refused.
  public var lossy = false
  /// What a symbol is.
  public var unit = SymbolUnit.grapheme
  /// Conversion of line ends, applied before normalization.
  public var newlines = Newlines.keep
  /// The normal form that text is brought to first.
  public var normalization = Normalization.none
  /// What a document is.
  public var documents = DocumentUnit.none
  /// Rarer symbols are unknown.
  public var minimumCount = 1
  /// The most symbols; rarer ones are unknown.
  public var maximumVocabularySize: Int?
  /// The part of the corpus, its tail, that is kept for validation.
  public var validationFraction = 0.1

  /// The defaults.
  public init() {}
}
