/// Conversion of the line ends of a text before it is segmented into symbols.
///
///     Newlines.lf.converted(Array("a\r\nb\rc".utf8))  // "a\nb\nc"
///
/// CR LF is one grapheme, so that a model trained on Windows line ends does not know the LF of most
/// prompts. `lf` does what text editors do: CR LF and a lone CR, the line end of old Macintosh
/// files, become LF.
public enum Newlines: String, Codable, Sendable, CaseIterable {
  /// No change.
  case keep
  /// CR LF and CR become LF.
  case lf

  /// The text with these line ends; the same array, not copied, if it has them already.
  public func converted(_ utf8: [UInt8]) -> [UInt8] {
    guard self == .lf, utf8.contains(0x0D) else { return utf8 }
    var stream = NewlineStream(self)
    return utf8.withUnsafeBufferPointer { stream.converted($0) }
  }
}

/// Conversion of the line ends of a text given in pieces; the result does not depend on how the
/// text is divided.
struct NewlineStream: Sendable {
  private let newlines: Newlines
  private var followsReturn = false

  init(_ newlines: Newlines) { self.newlines = newlines }

  /// Whether pieces are converted at all.
  var isIdle: Bool { newlines == .keep }

  /// Converts the next piece.
  mutating func converted(_ piece: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    guard newlines == .lf else { return Array(piece) }
    var result: [UInt8] = []
    result.reserveCapacity(piece.count)
    for byte in piece {
      if byte == 0x0D {
        result.append(0x0A)
      } else if byte != 0x0A || !followsReturn {
        result.append(byte)
      }
      followsReturn = byte == 0x0D
    }
    return result
  }

  /// Ends a text: an LF at the start of the next one is a separate line end.
  mutating func end() { followsReturn = false }
}
