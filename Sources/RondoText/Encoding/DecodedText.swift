/// Holds a text as UTF-8, with how it was read.
public struct DecodedText: Sendable, Equatable {
  /// The text: well-formed UTF-8 without a byte-order mark at its start.
  public var utf8: [UInt8]
  /// The encoding that was read, by its usual name, such as "windows-1252".
  public var encodingName: String
  /// How certain a guessed encoding is, 0...100; nil where nothing had to be guessed.
  public var confidence: Int?
  /// Whether a byte-order mark stood at the start; it is not part of the text.
  public var hadByteOrderMark: Bool
  /// How many ill-formed sequences became U+FFFD; always 0 unless decoding was lossy.
  public var replacements: Int

  /// Creates a text that was read from an encoding.
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
  /// Text with NUL is refused for every unit but the byte.
  public var firstNUL: Int? { ByteSearch.first(0, in: utf8) }

  /// Refuses a text with NUL.
  ///
  /// - Throws: `TextError.containsNUL` with the first one's place.
  public func requireNoNUL() throws(TextError) {
    guard let offset = firstNUL else { return }
    let position = TextPosition(offset: offset, in: utf8)
    throw .containsNUL(offset: offset, line: position.line, column: position.column)
  }
}
