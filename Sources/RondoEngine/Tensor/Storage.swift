/// Memory for scalars, aligned to a cache line; freed when the last tensor that uses it goes.
///
/// `@unchecked Sendable`: tensors write to it only while they alone refer to it.
final class Storage<Scalar: TensorScalar>: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Scalar>
  let count: Int

  /// Uninitialised memory: the caller writes every element before anybody reads it.
  init(uninitializedCount count: Int) {
    self.count = count
    pointer =
      UnsafeMutableRawPointer
      .allocate(byteCount: max(count, 1) * MemoryLayout<Scalar>.stride, alignment: 64)
      .bindMemory(to: Scalar.self, capacity: max(count, 1))
  }

  convenience init(zeros count: Int) {
    self.init(uninitializedCount: count)
    Scalar.Kernels.fill(count, with: 0, into: pointer)
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }
}
