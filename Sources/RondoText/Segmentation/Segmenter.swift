/// The kind of symbol that a text is segmented into.
public enum SymbolUnit: String, Codable, Sendable, CaseIterable {
  /// A user-perceived character: an extended grapheme cluster (UAX #29).
  case grapheme
  /// A Unicode scalar value.
  case scalar
  /// A byte of arbitrary data.
  case byte
  /// A word, or a space or punctuation mark between words (UAX #29, with
  /// ICU's dictionaries for Thai, Lao, Khmer, Burmese, Chinese and Japanese).
  case word
  /// A byte-pair unit: a frequent piece of a word, made of whole graphemes, or a byte of a rare
  /// grapheme (`BytePairs`).
  case bpe
}

/// Segmentation of text into symbols.
///
///     Segmenter(unit: .grapheme).symbols(in: "né").count  // 2
///
/// Symbols are ranges of byte offsets into UTF-8 text, which they cover without gaps. Boundaries of
/// graphemes and words are ICU's; scalars and bytes need no ICU. Time is linear in the text,
/// without allocations per symbol. Graphemes and lines may have any length, but a cluster of 1 GiB
/// or more is divided, and the words of a line of more than 4 MiB are found in parts, so that a
/// boundary may differ where two parts meet. Byte-pair units are found within words: for that unit
/// the symbols here are words, each with the space before it.
public struct Segmenter: Sendable, Equatable {
  /// The kind of symbol.
  public let unit: SymbolUnit
  /// The largest number of bytes that ICU processes at once; it counts them with 32 bits.
  let window: Int
  /// Whether boundaries between plain scalars are found without ICU.
  let isFast: Bool

  /// Creates a segmenter.
  public init(unit: SymbolUnit) {
    self.init(unit: unit, isFast: true)
  }

  /// Creates a segmenter with a given window, with or without the fast path.
  ///
  /// The window for words is small, because dictionaries take memory for a whole run of text at
  /// once.
  init(unit: SymbolUnit, isFast: Bool, window: Int? = nil) {
    self.unit = unit
    self.isFast = isFast
    self.window = window ?? (unit == .word || unit == .bpe ? 1 << 22 : 1 << 30)
  }

  /// Calls `body` with the byte range of each symbol, in order.
  ///
  /// The text should be well-formed UTF-8 for every unit except bytes; ill-formed bytes become
  /// symbols of unspecified length.
  public func forEachSymbol<Failure: Error>(
    in utf8: Span<UInt8>, _ body: (Range<Int>) throws(Failure) -> Void
  ) throws(Failure) {
    try utf8.withUnsafeBufferPointer { (bytes) throws(Failure) in
      try walk(bytes, body)
    }
  }

  @inline(__always)
  func walk<Failure: Error>(
    _ bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) throws(Failure) -> Void
  ) throws(Failure) {
    switch unit {
    case .byte:
      for offset in 0..<bytes.count { try body(offset..<offset + 1) }
    case .scalar:
      var start = 0
      while start < bytes.count {
        let end = start + UTF8Sequence(in: bytes, at: start).count
        try body(start..<end)
        start = end
      }
    case .grapheme: try walkGraphemes(bytes, body)
    case .word, .bpe: try walkWords(bytes, body)
    }
  }
}

extension Segmenter {
  /// The number of symbols; linear in the text.
  public func count(in utf8: [UInt8]) -> Int {
    var count = 0
    utf8.withUnsafeBufferPointer { walk($0) { _ in count += 1 } }
    return count
  }

  /// The UTF-8 bytes of each symbol of a string.
  public func symbols(in text: String) -> [[UInt8]] {
    let utf8 = Array(text.utf8)
    var symbols: [[UInt8]] = []
    forEachSymbol(in: utf8.span) { symbols.append(Array(utf8[$0])) }
    return symbols
  }
}
