/// The encoding of a text, named or to be detected.
public enum TextEncoding: Sendable, Equatable {
  /// Detection: by a byte-order mark, else UTF-8, else a guess that must be certain.
  case auto
  /// Any encoding that ICU knows, by any of its names; case and punctuation do not matter.
  case named(String)
}

/// The position of a byte in a text as line and column.
public struct TextPosition: Sendable, Equatable {
  /// The number of bytes before it.
  public let offset: Int
  /// The line, from 1.
  ///
  /// Lines end at LF.
  public let line: Int
  /// The column, from 1, in Unicode scalars.
  public let column: Int

  /// Counts the lines and columns before an offset; linear in the offset.
  public init(offset: Int, in utf8: [UInt8]) {
    precondition(
      (0...utf8.count).contains(offset), "offset \(offset) in a text of \(utf8.count) bytes")
    let before = utf8[..<offset]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    self.offset = offset
    self.line = 1 + before.count(where: { $0 == 0x0A })
    self.column = 1 + before[lineStart...].count(where: { $0 & 0xC0 != 0x80 })
  }
}

extension TextError {
  static func invalidUTF8(at offset: Int, in utf8: [UInt8]) -> Self {
    let position = TextPosition(offset: offset, in: utf8)
    return .invalidUTF8(offset: offset, line: position.line, column: position.column)
  }
}
