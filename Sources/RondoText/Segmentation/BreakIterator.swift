import CICU

/// Iteration over boundaries by ICU's rules in one text at a time.
///
/// An iterator has its own position: it is created for one call and never shared.
final class BreakIterator {
  private let handle: OpaquePointer

  /// Copies the prototype, which takes a tenth of a microsecond; opening a new one takes two.
  init(words: Bool) {
    let prototype = words ? Prototype.words : Prototype.graphemes
    guard let opened = prototype.handle, let handle = cicu_breaker_clone(opened) else {
      preconditionFailure("ICU \(ICU.icuVersion) gave no \(words ? "word" : "grapheme") borders")
    }
    self.handle = handle
  }

  deinit { cicu_breaker_close(handle) }

  /// Starts a text of less than 2 GiB, which must outlive the calls of `next`.
  func start(on text: UnsafeBufferPointer<UInt8>) {
    let ready = cicu_breaker_set_text(handle, text.baseAddress, Int32(text.count))
    precondition(ready, "no memory for borders in \(text.count) bytes")
  }

  /// The offset of the next boundary; nil after the last.
  @inline(__always)
  func next() -> Int? {
    let border = cicu_breaker_next(handle)
    return border < 0 ? nil : Int(border)
  }

  // Only cloned, which does not change it.
  private struct Prototype: @unchecked Sendable {
    static let graphemes = Prototype(handle: cicu_breaker_open(false))
    static let words = Prototype(handle: cicu_breaker_open(true))

    let handle: OpaquePointer?
  }
}
