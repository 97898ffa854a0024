/// A stream that joins sampled symbols into text that can be printed at once.
///
///     var stream = GraphemeStream()
///     stream.push(Array("e".utf8))         // [], an accent may follow
///     stream.push(Array("\u{301}".utf8))   // []
///     stream.push(Array("t".utf8))         // é, as UTF-8
///     stream.finish()                      // t
///
/// Each piece is well-formed UTF-8 and ends at the end of a grapheme cluster; the last cluster is
/// held back, because more may belong to it. Ill-formed UTF-8 becomes U+FFFD as the Unicode
/// standard recommends. The pieces together are the whole text. Time is linear in the text even for
/// long clusters; one of more than 64 bytes may be held back a few symbols longer than necessary.
public struct GraphemeStream: Sendable {
  // An incomplete UTF-8 sequence, at most three bytes.
  private var unread: [UInt8] = []
  // Text that starts at a boundary.
  private var held: [UInt8] = []
  // The number of bytes held at which boundaries are searched for.
  private var enough = 0
  private let segmenter = Segmenter(unit: .grapheme)

  /// Creates a stream at the start of a text.
  public init() {}

  /// Adds the bytes of the next symbols and returns the text that can be printed now.
  public mutating func push(_ bytes: [UInt8]) -> [UInt8] {
    unread += bytes
    read()
    guard held.count >= enough else { return [] }
    if held.last == 0x0A { return release(held.count) }
    var lastStart = 0
    segmenter.forEachSymbol(in: held.span) { lastStart = $0.lowerBound }
    return release(lastStart)
  }

  /// The number of bytes of an incomplete character at the end.
  public var unfinishedCount: Int { unread.count }

  /// Discards the bytes of an incomplete character at the end.
  public mutating func dropUnfinished() { unread = [] }

  /// Returns the rest of the text and resets the stream.
  public mutating func finish() -> [UInt8] {
    if !unread.isEmpty { held += UTF8Sequence.replacement }
    unread = []
    return release(held.count)
  }

  private mutating func release(_ count: Int) -> [UInt8] {
    let released = Array(held[..<count])
    held.removeFirst(count)
    enough = held.count + max(1, held.count / 8)
    return released
  }

  private mutating func read() {
    var offset = 0
    unread.withUnsafeBufferPointer { bytes in
      while offset < bytes.count {
        let sequence = UTF8Sequence(in: bytes, at: offset)
        switch sequence {
        case .wellFormed(let count): held.append(contentsOf: bytes[offset..<offset + count])
        case .illFormed: held.append(contentsOf: UTF8Sequence.replacement)
        case .unfinished: return
        }
        offset += sequence.count
      }
    }
    unread.removeFirst(offset)
  }
}
