extension String {
  /// Creates a text from arbitrary bytes, with ill-formed UTF-8 as escapes.
  ///
  ///     String(escapingIllFormed: [0x61, 0xE9])  // "a\xE9"
  ///
  /// For display only: a backslash in the text itself is not escaped.
  public init(escapingIllFormed bytes: some Sequence<UInt8>) {
    var stream = EscapingStream()
    self = stream.push(Array(bytes)) + stream.finish()
  }
}

/// A stream that converts arbitrary bytes to text, with ill-formed UTF-8 as escapes.
///
///     var stream = EscapingStream()
///     stream.push([0x61, 0xC3])  // "a"
///     stream.push([0xA9])        // "é"
///     stream.push([0xC3])        // ""
///     stream.finish()            // "\xC3"
///
/// Holds back at most three bytes of an incomplete character. `Sendable`.
public struct EscapingStream: Sendable {
  private var unread: [UInt8] = []

  /// Creates a stream at the start of a text.
  public init() {}

  /// Adds the next bytes and returns the text that can be shown now.
  public mutating func push(_ bytes: [UInt8]) -> String {
    unread += bytes
    var (shown, offset): ([UInt8], Int) = ([], 0)
    unread.withUnsafeBufferPointer { bytes in
      reading: while offset < bytes.count {
        let sequence = UTF8Sequence(in: bytes, at: offset)
        let part = bytes[offset..<offset + sequence.count]
        switch sequence {
        case .wellFormed: shown.append(contentsOf: part)
        case .illFormed: for byte in part { shown.append(contentsOf: Self.escape(byte)) }
        case .unfinished: break reading
        }
        offset += sequence.count
      }
    }
    unread.removeFirst(offset)
    return String(decoding: shown, as: UTF8.self)
  }

  /// Returns the rest of the text and resets the stream.
  public mutating func finish() -> String {
    defer { unread = [] }
    return String(decoding: unread.flatMap(Self.escape), as: UTF8.self)
  }

  private static func escape(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return Array(#"\x"#.utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }
}
