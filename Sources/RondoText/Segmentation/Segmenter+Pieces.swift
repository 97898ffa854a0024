extension Segmenter {
  /// Calls `body` with each symbol at the start of a text that later bytes cannot change, and
  /// returns the end of these symbols: that of the text if it ends here.
  ///
  /// The symbols are those that `walk` finds in the whole text. With graphemes the last cluster is
  /// held back, with words as much text as ICU processes at once.
  @inline(__always)
  func walkCertain(
    _ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool, _ body: (Range<Int>) -> Void
  ) -> Int {
    if isLast {
      walk(bytes, body)
      return bytes.count
    }
    switch unit {
    case .byte:
      walk(bytes, body)
      return bytes.count
    case .scalar:
      let whole = UnsafeBufferPointer(rebasing: bytes[..<UTF8Sequence.finishedLength(of: bytes)])
      walk(whole, body)
      return whole.count
    case .grapheme:
      let whole = UnsafeBufferPointer(rebasing: bytes[..<UTF8Sequence.finishedLength(of: bytes)])
      var last = 0..<0
      walk(whole) { range in
        if !last.isEmpty { body(last) }
        last = range
      }
      return last.lowerBound
    case .word, .bpe: return walkWholeWindows(bytes, body)
    }
  }
}

extension UTF8Sequence {
  /// The number of bytes without an incomplete sequence at the end.
  static func finishedLength(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
    for length in 1...3 where length <= bytes.count {
      let start = bytes.count - length
      if bytes[start] & 0xC0 == 0x80 { continue }
      if case .unfinished = UTF8Sequence(in: bytes, at: start) { return start }
      return bytes.count
    }
    return bytes.count
  }
}
