/// Memory that an operation keeps from step to step and grows when it must.
struct Workspace<Scalar> {
  private var buffer = UnsafeMutableBufferPointer<Scalar>(start: nil, count: 0)

  /// At least `count` elements, of unknown value, aligned to a cache line. Earlier contents are
  /// lost if it grows.
  mutating func reserve(_ count: Int) -> UnsafeMutablePointer<Scalar> {
    if count > buffer.count || buffer.baseAddress == nil {
      free()
      buffer = UnsafeMutableBufferPointer(
        start:
          UnsafeMutableRawPointer
          .allocate(byteCount: max(count, 1) * MemoryLayout<Scalar>.stride, alignment: 64)
          .bindMemory(to: Scalar.self, capacity: max(count, 1)),
        count: max(count, 1))
    }
    return pointer
  }

  /// What `reserve` returned last.
  var pointer: UnsafeMutablePointer<Scalar> { buffer.baseAddress! }

  /// Gives the memory back; the owner calls this when it goes.
  mutating func free() {
    UnsafeMutableRawPointer(buffer.baseAddress)?.deallocate()
    buffer = UnsafeMutableBufferPointer(start: nil, count: 0)
  }
}
