/// Conversion of the bytes of a file to UTF-8, with an encoding that is given or detected.
///
///     let bytes = Array("A naïve tea cosy".utf8)
///     let text = try TextDecoder(encoding: .auto, lossy: false).decode(bytes)
///     text.encodingName  // "UTF-8"
///
/// UTF-8 is validated in one pass and not copied; other encodings are converted by ICU and take up
/// to three bytes of result a byte. The encoding of a text that is not UTF-8 and has no byte-order
/// mark is guessed only if statistics, the whole text and the shape of its words agree; the caller
/// should then show `encodingName` and `confidence`.
public struct TextDecoder: Sendable, Equatable {
  /// The encoding to read, or `auto`.
  public var encoding: TextEncoding
  /// Whether ill-formed sequences are replaced by U+FFFD instead of refused.
  public var lossy: Bool

  /// Creates a decoder.
  public init(encoding: TextEncoding = .auto, lossy: Bool = false) {
    self.encoding = encoding
    self.lossy = lossy
  }

  /// Decodes a whole text; linear.
  ///
  /// - Throws: `TextError` if the encoding is unknown or uncertain, the bytes are ill-formed in it,
  ///   or they are a file of a `BinaryFormat`.
  public func decode(_ bytes: [UInt8]) throws(TextError) -> DecodedText {
    if let format = BinaryFormat(startOf: bytes) { throw .binary(format) }
    switch encoding {
    case .auto: return try decodeDetecting(bytes)
    case .named(let name): return try decode(bytes, named: name)
    }
  }

  func decode(_ bytes: [UInt8], named name: String) throws(TextError) -> DecodedText {
    guard let canonical = Converter.canonicalName(of: name) else {
      throw .unknownEncoding(name: name, suggestions: Converter.namesLike(name))
    }
    let encoding = try ByteOrderMark.resolve(canonical, for: bytes)
    if encoding == "UTF-8" { return try decodeUTF8(bytes, UTF8Census(bytes)) }
    let (utf8, replacements) = try Converter.decode(bytes, from: encoding, lossy: lossy)
    let mark = ByteOrderMark.utf8.bytes
    let marked = utf8.starts(with: mark)
    return DecodedText(
      utf8: marked ? Array(utf8.dropFirst(mark.count)) : utf8, encodingName: encoding,
      hadByteOrderMark: marked, replacements: replacements)
  }

  func decodeUTF8(_ bytes: [UInt8], _ census: UTF8Census) throws(TextError) -> DecodedText {
    if let offset = census.firstIllFormed, !lossy {
      throw .invalidUTF8(at: offset, in: bytes)
    }
    let text = census.illFormed == 0 ? bytes : UTF8Census.repair(bytes)
    let mark = ByteOrderMark.utf8.bytes
    let marked = text.starts(with: mark)
    return DecodedText(
      utf8: marked ? Array(text.dropFirst(mark.count)) : text, encodingName: "UTF-8",
      hadByteOrderMark: marked, replacements: census.illFormed)
  }
}
