/// What the n-grams of a text classifier's baseline are made of.
public enum NGramUnit: String, Sendable, Hashable, Codable, CaseIterable {
  /// Unicode scalars, as they stand in the text.
  case character
  /// Words and punctuation marks (UAX #29), in their normal form NFKC, without case.
  case word

  /// The length of the longest n-grams that are tried.
  public var maximumOrder: Int {
    switch self {
    case .character: 5
    case .word: 3
    }
  }
}
