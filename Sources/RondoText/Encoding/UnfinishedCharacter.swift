/// The bytes at the end of a text that begin a character of UTF-8 and do not end it; mostly none.
///
///     let start = UnfinishedCharacter().appending([0x61, 0xC3])!  // "a", then half of "é"
///     start.isEmpty                                               // false
///     start.appending([0xA9])!.isEmpty                            // true
///     start.appending([0x61])                                     // nil: no character
///
/// `Sendable`.
public struct UnfinishedCharacter: Sendable, Hashable {
  private var bytes: [UInt8] = []

  /// The end of a text that is whole.
  public init() {}

  /// Whether the text is whole.
  public var isEmpty: Bool { bytes.isEmpty }

  /// The number of bytes, at most three.
  public var count: Int { bytes.count }

  /// What the text ends in after more bytes; nil where nothing could make it well-formed any more.
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
