/// Cuts a text into lines.
///
/// A line ends at LF, and one CR before it goes with it; U+000B, U+0085 and the like are text. A line
/// end at the end of the text begins no further line.
struct LineScanner {
  private let bytes: [UInt8]
  private var offset = 0
  /// The number of the line that was given last, from 1.
  private(set) var line = 0

  init(_ text: SourceText) { bytes = text.utf8 }

  /// Where the next line stands, without its end; nil at the end of the text.
  mutating func next() -> Range<Int>? {
    guard offset < bytes.count else { return nil }
    let start = offset
    var end = start
    bytes.withUnsafeBufferPointer { bytes in
      while end < bytes.count, bytes[end] != 0x0A { end += 1 }
    }
    offset = end + 1
    line += 1
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return start..<end
  }
}
