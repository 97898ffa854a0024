/// A UTF-8 sequence, read by the table of well-formed sequences in the Unicode standard (section
/// 3.9).
enum UTF8Sequence: Equatable {
  /// A complete sequence of this many bytes.
  case wellFormed(Int)
  /// A maximal ill-formed subpart of this many bytes, which becomes one U+FFFD.
  case illFormed(Int)
  /// The start of a sequence, of this many bytes, truncated by the end of the text.
  case unfinished(Int)

  /// The bytes of U+FFFD, which replaces an ill-formed sequence.
  static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

  /// Reads the sequence at an offset within the bytes.
  @inline(__always)
  init(in bytes: UnsafeBufferPointer<UInt8>, at offset: Int) {
    let first = bytes[offset]
    guard first >= 0x80 else {
      self = .wellFormed(1)
      return
    }
    var (low, high): (UInt8, UInt8) = (0x80, 0xBF)
    let count: Int
    switch first {
    case 0xC2...0xDF: count = 2
    case 0xE0...0xEF:
      count = 3
      if first == 0xE0 { low = 0xA0 }
      if first == 0xED { high = 0x9F }
    case 0xF0...0xF4:
      count = 4
      if first == 0xF0 { low = 0x90 }
      if first == 0xF4 { high = 0x8F }
    default:
      self = .illFormed(1)
      return
    }
    for length in 1..<count {
      guard offset + length < bytes.count else {
        self = .unfinished(length)
        return
      }
      let byte = bytes[offset + length]
      guard byte >= low, byte <= high else {
        self = .illFormed(length)
        return
      }
      (low, high) = (0x80, 0xBF)
    }
    self = .wellFormed(count)
  }

  /// The number of bytes in each case.
  @inline(__always)
  var count: Int {
    switch self {
    case .wellFormed(let count), .illFormed(let count), .unfinished(let count): count
    }
  }
}

/// The bytes of an incomplete UTF-8 character at the end of a text; usually none.
///
///     let start = UnfinishedCharacter().appending([0x61, 0xC3])!  // "a", then half of "é"
///     start.isEmpty                                               // false
///     start.appending([0xA9])!.isEmpty                            // true
///     start.appending([0x61])                                     // nil: no character
///
/// `Sendable`.
public struct UnfinishedCharacter: Sendable, Hashable {
  private var bytes: [UInt8] = []

  /// The end of a complete text.
  public init() {}

  /// Whether the text is complete.
  public var isEmpty: Bool { bytes.isEmpty }

  /// The number of bytes, at most three.
  public var count: Int { bytes.count }

  /// The incomplete character after more bytes; nil if the text can no longer be well-formed.
  public func appending(_ more: [UInt8]) -> UnfinishedCharacter? {
    let all = bytes + more
    return all.withUnsafeBufferPointer { all in
      var offset = 0
      while offset < all.count {
        switch UTF8Sequence(in: all, at: offset) {
        case .wellFormed(let count): offset += count
        case .illFormed: return nil
        case .unfinished(let count):
          var rest = UnfinishedCharacter()
          rest.bytes = Array(all[offset..<offset + count])
          return rest
        }
      }
      return UnfinishedCharacter()
    }
  }
}
