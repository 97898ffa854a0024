import RondoText

/// A part of a text that is shown as one: the shortest run of whole symbols that is also one of
/// whole graphemes, so that a letter is never torn from its marks whatever a symbol is.
struct TextPiece: Hashable {
  /// The bytes of the text.
  let bytes: Range<Int>
  /// The symbols.
  let symbols: Range<Int>

  /// The pieces of a text's first symbols; at least `count` of them where there are so many.
  static func pieces(of text: EncodedText, count: Int = .max) -> [TextPiece] {
    var ends: [Int] = []
    let last = text.ranges.isEmpty ? 0 : text.ranges[min(count, text.ranges.count) - 1].upperBound
    Segmenter(unit: .grapheme).forEachSymbol(in: text.utf8.span) { grapheme in
      if grapheme.lowerBound < last { ends.append(grapheme.upperBound) }
    }
    var pieces: [TextPiece] = []
    var (start, first, next) = (0, 0, 0)
    for end in ends {
      while next < text.ranges.count && text.ranges[next].upperBound <= end { next += 1 }
      guard next > first, text.ranges[next - 1].upperBound == end else { continue }
      pieces.append(TextPiece(bytes: start..<end, symbols: first..<next))
      (start, first) = (end, next)
    }
    return pieces
  }
}
