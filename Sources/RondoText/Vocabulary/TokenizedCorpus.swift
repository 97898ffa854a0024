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
