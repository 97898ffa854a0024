/// Memory that an operation keeps from step to step and grows when it must.
///
///     final class Attention: Operation<Float> {
///       private var weights = Workspace<Float>()
///       deinit { weights.free() }
///       // … let weights = weights.reserve(steps * batch)
///     }
///
/// A plain pointer and a count: whoever stores it calls `free` in its `deinit`. Not `Sendable`.
public struct Workspace<Element> {
  private var buffer = UnsafeMutableBufferPointer<Element>(start: nil, count: 0)

  /// No memory yet.
  public init() {}

  /// At least `count` elements, of unknown value, aligned to a cache line. Earlier contents are
  /// lost if it grows.
  public mutating func reserve(_ count: Int) -> UnsafeMutablePointer<Element> {
    if count > buffer.count || buffer.baseAddress == nil {
      free()
      buffer = UnsafeMutableBufferPointer(
        start:
          UnsafeMutableRawPointer
          .allocate(byteCount: max(count, 1) * MemoryLayout<Element>.stride, alignment: 64)
          .bindMemory(to: Element.self, capacity: max(count, 1)),
        count: max(count, 1))
    }
    return pointer
  }

  /// What `reserve` returned last.
  public var pointer: UnsafeMutablePointer<Element> { buffer.baseAddress! }

  /// Releases the memory; the owner calls this when it goes.
  public mutating func free() {
    UnsafeMutableRawPointer(buffer.baseAddress)?.deallocate()
    buffer = UnsafeMutableBufferPointer(start: nil, count: 0)
  }
}
