import Rondo

/// One kernel at one shape: its name, what a call does, and the call.
struct KernelCase {
  /// Unit of a call's work.
  enum Unit: String {
    /// Floating-point operations: two for each fused multiply-add.
    case operations = "GFLOP/s"
    /// Numbers written.
    case elements = "elements/ns"
  }

  let name: String
  let unit: Unit
  let work: Int
  let call: () -> Void
}

/// Memory for kernels, aligned to a cache line and filled with small numbers of both signs.
final class KernelMemory {
  let pointer: UnsafeMutablePointer<Float>

  init(_ count: Int) {
    pointer = UnsafeMutableRawPointer.allocate(byteCount: count * 4, alignment: 64)
      .bindMemory(to: Float.self, capacity: count)
    let stream = RandomStream(seed: 1, purpose: .general)
    for i in 0..<count { pointer[i] = Float(stream.uniform(at: UInt64(i))) - 0.5 }
  }

  deinit { pointer.deallocate() }
}
