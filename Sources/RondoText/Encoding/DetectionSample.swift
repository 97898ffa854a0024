/// The choice of bytes for the detector, which reads little more than the first 8,000.
///
/// A text may start with pages in another language or of plain ASCII. A long text is therefore
/// divided into eight parts, each of which contributes its first lines with bytes of 0x80 or above.
/// A byte of 80...9F, which distinguishes encodings of Windows from those of ISO, is searched for
/// in the whole text.
enum DetectionSample {
  private static let capacity = 8000
  private static let parts = 8

  static func of(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > capacity else { return bytes }
    var sample: [UInt8] = []
    if let telling = bytes.firstIndex(where: { (0x80...0x9F).contains($0) }) {
      sample += line(around: telling, in: bytes[...])
    }
    let share = (capacity - sample.count) / parts
    for part in 0..<parts {
      let range = bytes.count / parts * part..<bytes.count / parts * (part + 1)
      sample += lines(in: bytes[range], upTo: share)
    }
    // Encodings with escape sequences have no such lines.
    return sample.isEmpty ? Array(bytes.prefix(capacity)) : sample
  }

  private static func lines(in part: ArraySlice<UInt8>, upTo share: Int) -> [UInt8] {
    var lines: [UInt8] = []
    var rest = part
    while lines.count < share, let high = rest.firstIndex(where: { $0 >= 0x80 }) {
      let found = line(around: high, in: rest)
      lines += found.prefix(share - lines.count)
      rest = rest[found.endIndex...]
    }
    return lines
  }

  // The line, with its LF, around an offset: at most 500 bytes on either side.
  private static func line(around offset: Int, in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let before = bytes[max(bytes.startIndex, offset - 500)..<offset]
    let after = bytes[offset..<min(bytes.endIndex, offset + 500)]
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? before.startIndex
    let end = after.firstIndex(of: 0x0A).map { $0 + 1 } ?? after.endIndex
    return bytes[start..<end]
  }
}
