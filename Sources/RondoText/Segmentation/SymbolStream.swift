/// Normalization and segmentation of a text given in pieces: the symbols are those of the whole
/// text.
///
///     var stream = SymbolStream(unit: .grapheme, normalization: .none)
///     stream.push(piece, isLast: false) { symbol in … }
///
/// It holds back what later bytes may still change: a cluster; with words up to 4 MiB, with a
/// normal form 64 KiB more.
struct SymbolStream: Sendable {
  private let segmenter: Segmenter
  private let normalization: Normalization
  // Text not normalized yet.
  private var raw: [UInt8] = []
  // Text not segmented yet.
  private var held: [UInt8] = []

  init(unit: SymbolUnit, normalization: Normalization) {
    segmenter = Segmenter(unit: unit)
    self.normalization = normalization
  }

  /// Adds the next piece; the last one resets the stream.
  @inline(__always)
  mutating func push(
    _ piece: UnsafeBufferPointer<UInt8>, isLast: Bool, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    if isLast, held.isEmpty, raw.isEmpty, normalization == .none {
      segmenter.walk(piece) { body(UnsafeBufferPointer(rebasing: piece[$0])) }
      return
    }
    hold(piece, isLast: isLast)
    let consumed = held.withUnsafeBufferPointer { bytes in
      segmenter.walkCertain(bytes, isLast: isLast) {
        body(UnsafeBufferPointer(rebasing: bytes[$0]))
      }
    }
    held.removeFirst(consumed)
  }

  private mutating func hold(_ piece: UnsafeBufferPointer<UInt8>, isLast: Bool) {
    guard normalization != .none else {
      held.append(contentsOf: piece)
      return
    }
    raw.append(contentsOf: piece)
    let consumed = raw.withUnsafeBufferPointer {
      normalization.append($0, isLast: isLast, to: &held)
    }
    raw.removeFirst(consumed)
  }
}
