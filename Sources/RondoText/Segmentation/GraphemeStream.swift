/// Turns symbols, as they are drawn, into text that may be printed at once.
///
///     var stream = GraphemeStream()
///     stream.push(Array("e".utf8))         // [], an accent may follow
///     stream.push(Array("\u{301}".utf8))   // []
///     stream.push(Array("t".utf8))         // é, as UTF-8
///     stream.finish()                      // t
///
/// Each piece is well-formed UTF-8 and ends at the end of a grapheme cluster; the last cluster is
/// held back, because more may belong to it. Bytes that are not UTF-8 become U+FFFD as the Unicode
/// standard recommends. All pieces together are the whole text. Time is linear in the text however
/// long a cluster grows; one of more than 64 bytes may be held a few symbols longer than it must.
public struct GraphemeStream: Sendable {
  // An unfinished UTF-8 sequence, at most three bytes.
  private var unread: [UInt8] = []
  // Text that starts at a border.
  private var held: [UInt8] = []
  // Borders are looked for once that much is held.
  private var enough = 0
  private let segmenter = Segmenter(unit: .grapheme)

  /// Creates a stream at the start of a text.
  public init() {}

  /// Takes the bytes of the next symbol or symbols and returns what can be printed now.
  public mutating func push(_ bytes: [UInt8]) -> [UInt8] {
    unread += bytes
    read()
    guard held.count >= enough else { return [] }
    if held.last == 0x0A { return release(held.count) }
    var lastStart = 0
    segmenter.forEachSymbol(in: held.span) { lastStart = $0.lowerBound }
    return release(lastStart)
  }

  /// The number of bytes at the end that begin a character and do not end it.
  public var unfinishedCount: Int { unread.count }

  /// Forgets the bytes at the end that begin a character and do not end it.
  public mutating func dropUnfinished() { unread = [] }

  /// Returns what is left at the end of the text; the stream is as new then.
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
