extension Segmenter {
  // Between two plain scalars there is a boundary; elsewhere ICU decides.
  @inline(__always)
  func walkGraphemes<Failure: Error>(
    _ bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) throws(Failure) -> Void
  ) throws(Failure) {
    let plain = PlainScalars.shared
    var iterator: BreakIterator?
    var start = 0
    var length = isFast ? plain.length(in: bytes, at: 0) : 0
    while start < bytes.count {
      let end = start + length
      let nextLength = plain.length(in: bytes, at: end)
      if length > 0, nextLength > 0 || end == bytes.count {
        if bytes[start] == 0x0D, end < bytes.count, bytes[end] == 0x0A {
          try body(start..<start + 2)
          start += 2
          length = plain.length(in: bytes, at: start)
        } else {
          try body(start..<end)
          start = end
          length = nextLength
        }
      } else {
        let borders = iterator ?? BreakIterator(words: false)
        iterator = borders
        start = try walkBorders(borders, bytes, from: start, leavingFor: plain, body)
        length = isFast ? plain.length(in: bytes, at: start) : 0
      }
    }
  }

  @inline(__always)
  func walkWords<Failure: Error>(
    _ bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) throws(Failure) -> Void
  ) throws(Failure) {
    guard !bytes.isEmpty else { return }
    let borders = BreakIterator(words: true)
    var start = 0
    while start < bytes.count { start = try walkWindow(borders, bytes, from: start, body) }
  }

  // Walks while there is more text than ICU processes at once: the result does not depend on what
  // follows. Returns the end of this part.
  @inline(__always)
  func walkWholeWindows(
    _ bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void
  ) -> Int {
    guard bytes.count > window else { return 0 }
    let borders = BreakIterator(words: true)
    var start = 0
    while bytes.count - start > window { start = walkWindow(borders, bytes, from: start, body) }
    return start
  }

  // Walks the words of a window and returns their end. With byte-pair units, a space directly
  // before a word or mark belongs to it; the last symbol is held back, because it may be such a
  // space. A window ends after a line feed, or in the middle of a long line.
  @inline(__always)
  private func walkWindow<Failure: Error>(
    _ borders: BreakIterator, _ bytes: UnsafeBufferPointer<UInt8>, from start: Int,
    _ body: (Range<Int>) throws(Failure) -> Void
  ) throws(Failure) -> Int {
    guard unit == .bpe else {
      return try walkBorders(borders, bytes, from: start, leavingFor: nil, body)
    }
    var held = start..<start
    let end = try walkBorders(borders, bytes, from: start, leavingFor: nil) {
      (range) throws(Failure) in
      let isSpaced = !held.isEmpty && bytes[held.upperBound - 1] == 0x20
      let border = held.upperBound - (isSpaced && bytes[range.lowerBound] > 0x20 ? 1 : 0)
      if border > held.lowerBound { try body(held.lowerBound..<border) }
      held = border..<range.upperBound
    }
    if !held.isEmpty { try body(held) }
    return end
  }

  // Walks ICU's boundaries to the end of a window, or to the end of 16 plain symbols in a row:
  // restarting ICU costs about as much as ten boundaries. Returns the offset of the boundary
  // reached.
  private func walkBorders<Failure: Error>(
    _ borders: BreakIterator, _ bytes: UnsafeBufferPointer<UInt8>, from start: Int,
    leavingFor plain: PlainScalars?, _ body: (Range<Int>) throws(Failure) -> Void
  ) throws(Failure) -> Int {
    let (end, isBorder) = endOfWindow(from: start, in: bytes)
    borders.start(on: UnsafeBufferPointer(rebasing: bytes[start..<end]))
    var symbolStart = start
    var plainInRow = 0
    while let border = borders.next() {
      let symbolEnd = start + border
      // The end of a window may be inside a symbol, with which the next window then starts.
      if symbolEnd == end, !isBorder, symbolStart > start { return symbolStart }
      try body(symbolStart..<symbolEnd)
      if let plain, isFast {
        let isPlain = plain.length(in: bytes, at: symbolStart) == symbolEnd - symbolStart
        plainInRow = isPlain ? plainInRow + 1 : 0
      }
      symbolStart = symbolEnd
      if plainInRow == 16 { return symbolStart }
    }
    return symbolStart
  }

  // The end of the part of the text that ICU processes next, and whether it is certainly a
  // boundary: at the end of the text and, with words, after the last line feed that fits.
  private func endOfWindow(from start: Int, in bytes: UnsafeBufferPointer<UInt8>)
    -> (end: Int, isBorder: Bool)
  {
    guard bytes.count - start > window else { return (bytes.count, true) }
    var end = start + window
    if unit != .grapheme, let lineFeed = bytes[start..<end].lastIndex(of: 0x0A) {
      return (lineFeed + 1, true)
    }
    while end > start + 4, bytes[end] & 0xC0 == 0x80, end > start + window - 3 { end -= 1 }
    return (end, false)
  }
}
