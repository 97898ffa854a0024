/// A decoded text in UTF-8, with the way in which it was read.
public struct DecodedText: Sendable, Equatable {
  /// The text: well-formed UTF-8 without a byte-order mark at its start.
  public var utf8: [UInt8]
  /// The usual name of the encoding of the input, such as "windows-1252".
  public var encodingName: String
  /// The confidence in a guessed encoding, 0...100; nil if nothing was guessed.
  public var confidence: Int?
  /// Whether the input started with a byte-order mark, which is not part of the text.
  public var hadByteOrderMark: Bool
  /// The number of ill-formed sequences replaced by U+FFFD; 0 unless decoding was lossy.
  public var replacements: Int

  /// Creates a decoded text.
  public init(
    utf8: [UInt8], encodingName: String, confidence: Int? = nil, hadByteOrderMark: Bool = false,
    replacements: Int = 0
  ) {
    self.utf8 = utf8
    self.encodingName = encodingName
    self.confidence = confidence
    self.hadByteOrderMark = hadByteOrderMark
    self.replacements = replacements
  }
}

extension DecodedText {
  /// The byte offset of the first NUL in the text, or nil; linear.
  ///
  /// Text with NUL is refused for every unit except bytes.
  public var firstNUL: Int? { ByteSearch.first(0, in: utf8) }

  /// Refuses a text with NUL.
  ///
  /// - Throws: `TextError.containsNUL` with the position of the first one.
  public func requireNoNUL() throws(TextError) {
    guard let offset = firstNUL else { return }
    let position = TextPosition(offset: offset, in: utf8)
    throw .containsNUL(offset: offset, line: position.line, column: position.column)
  }
}
