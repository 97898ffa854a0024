@_spi(Kernels) @testable import RondoEngine

/// Calls `body` with a pointer to a copy of each array, for kernels that take several.
func withPointers<R>(
  _ arrays: [Float]..., body: ([UnsafeMutablePointer<Float>]) -> R
) -> R {
  let buffers = arrays.map { array in
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(array.count, 1))
    _ = buffer.initialize(from: array)
    return buffer
  }
  defer { for buffer in buffers { buffer.deallocate() } }
  return body(buffers.map { $0.baseAddress! })
}

/// B [depth, columns] packed.
func packed(_ b: [Float], depth: Int, columns: Int) -> [Float] {
  let count = FloatKernels.packedCount(depth: depth, columns: columns)
  return withPointers(b, [Float](repeating: .nan, count: count)) { pointers in
    FloatKernels.pack(
      depth: depth, columns: columns, .init(pointer: pointers[0], stride: columns),
      into: pointers[1])
    return pointers[1].array(count)
  }
}

extension UnsafeMutablePointer<Float> {
  func array(_ count: Int) -> [Float] { Array(UnsafeBufferPointer(start: self, count: count)) }
}
