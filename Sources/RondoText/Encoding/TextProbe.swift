/// A check, from its pieces, of whether a file is UTF-8 that can be read piece by piece.
///
///     var probe = TextProbe()
///     for piece: [UInt8] in [[0x6E, 0x61, 0xC3], [0xAF, 0x76, 0x65]] {  // "naïve"
///       piece.withUnsafeBufferPointer { probe.push($0) }
///     }
///     probe.finish()
///     probe.isPlain(encoding: .auto, lossy: false)  // true: `TextPieces` gives the text
///
/// Other files need `TextDecoder`, which requires the whole file and decodes a plain one to the
/// same text.
public struct TextProbe: Sendable {
  private var start: [UInt8] = []
  private var held: [UInt8] = []
  private var wellFormed = 0
  private var hasNUL = false
  private var hasEscape = false
  private var hasTildeBrace = false
  private var last: UInt8 = 0
  /// The number of ill-formed sequences.
  public private(set) var illFormed = 0

  /// Creates a probe without bytes.
  public init() {}

  /// Adds the next bytes.
  public mutating func push(_ piece: UnsafeBufferPointer<UInt8>) {
    guard !piece.isEmpty else { return }
    let length = BinaryFormat.signatureLength
    if start.count < length { start += piece.prefix(length - start.count) }
    hasNUL = hasNUL || ByteSearch.first(0, in: piece) != nil
    hasEscape = hasEscape || ByteSearch.first(0x1B, in: piece) != nil
    findTildeBrace(piece)
    held += piece
    count(isLast: false)
  }

  /// Ends the file.
  public mutating func finish() { count(isLast: true) }

  private mutating func count(isLast: Bool) {
    let end = isLast ? held.count : held.withUnsafeBufferPointer(UTF8Sequence.finishedLength)
    let census = UTF8Census(end == held.count ? held : Array(held[..<end]))
    wellFormed += census.wellFormed
    illFormed += census.illFormed
    held.removeFirst(end)
  }

  private mutating func findTildeBrace(_ piece: UnsafeBufferPointer<UInt8>) {
    if last == 0x7E, piece[0] == 0x7B { hasTildeBrace = true }
    last = piece[piece.count - 1]
    var from = 0
    while !hasTildeBrace, let tilde = ByteSearch.first(0x7E, in: piece, from: from) {
      hasTildeBrace = tilde + 1 < piece.count && piece[tilde + 1] == 0x7B
      from = tilde + 1
    }
  }

  /// Whether the bytes are certainly UTF-8, and may be read as such in this encoding.
  public func isPlain(encoding: TextEncoding, lossy: Bool) -> Bool {
    let mark = ByteOrderMark(startOf: start)
    guard !hasNUL, BinaryFormat(startOf: start) == nil, mark == nil || mark == .utf8,
      lossy || illFormed == 0
    else { return false }
    switch encoding {
    case .named(let name): return Converter.canonicalName(of: name) == "UTF-8"
    case .auto:
      if mark == .utf8 { return true }
      if wellFormed == 0, illFormed == 0 { return !hasEscape && !hasTildeBrace }
      return wellFormed >= illFormed || illFormed < 8
    }
  }
}

/// The text of a plain UTF-8 file, piece by piece: without its byte-order mark, and with U+FFFD for
/// ill-formed sequences.
public struct TextPieces: Sendable {
  private var isAtStart = true
  private var held: [UInt8] = []

  /// Creates pieces at the start of a file.
  public init() {}

  /// Adds the next bytes, which may be none for the last piece, and passes on text.
  public mutating func push(
    _ piece: UnsafeBufferPointer<UInt8>, isLast: Bool, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    held += piece
    let mark = ByteOrderMark.utf8.bytes
    if isAtStart {
      guard held.count >= mark.count || isLast else { return }
      if held.starts(with: mark) { held.removeFirst(mark.count) }
      isAtStart = false
    }
    let end = isLast ? held.count : held.withUnsafeBufferPointer(UTF8Sequence.finishedLength)
    let whole = held[..<end].withUnsafeBufferPointer { bytes in
      Self.isWellFormed(bytes) ? nil : UTF8Census.repair(Array(bytes))
    }
    if let whole {
      whole.withUnsafeBufferPointer(body)
    } else {
      held[..<end].withUnsafeBufferPointer(body)
    }
    held.removeFirst(end)
  }

  private static func isWellFormed(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var offset = 0
    while true {
      offset = ByteSearch.firstNonASCII(in: bytes, from: offset)
      guard offset < bytes.count else { return true }
      guard case .wellFormed(let count) = UTF8Sequence(in: bytes, at: offset) else { return false }
      offset += count
    }
  }
}
