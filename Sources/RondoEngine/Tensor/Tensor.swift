/// A multidimensional array of numbers; a value whose copies share memory until one is changed.
///
///     var x = Tensor<Float>([1, 2, 3, 4], shape: [2, 2])
///     x[0, 1]    // 2.0
///     x[0, 1] = 5
///     x.scalars  // [1.0, 5.0, 3.0, 4.0]
///
/// Row-major and contiguous. Several tensors can share one buffer, as all parameters of a model do
/// (see `Module`). A tensor only holds numbers; differentiable arithmetic is written with
/// `Variable`. `Sendable`.
public struct Tensor<Scalar: TensorScalar>: Sendable {
  var storage: Storage<Scalar>
  var offset: Int

  /// Extents, outermost axis first.
  public let shape: Shape

  init(storage: Storage<Scalar>, offset: Int, shape: Shape) {
    self.storage = storage
    self.offset = offset
    self.shape = shape
  }

  /// Creates a tensor with every element equal to `value`.
  public init(repeating value: Scalar, shape: Shape) {
    self.init(
      storage: Storage(uninitializedCount: shape.elementCount), offset: 0, shape: shape)
    Scalar.Kernels.fill(count, with: value, into: storage.pointer)
  }

  /// Creates a tensor of zeros.
  public init(zeros shape: Shape) { self.init(repeating: 0, shape: shape) }

  /// Creates a tensor from its elements in row-major order; their count must match the shape.
  public init(_ scalars: some Collection<Scalar>, shape: Shape) {
    precondition(
      scalars.count == shape.elementCount,
      "\(scalars.count) numbers do not fill a tensor of shape \(shape)")
    self.init(
      storage: Storage(uninitializedCount: shape.elementCount), offset: 0, shape: shape)
    let isCopied: Void? = scalars.withContiguousStorageIfAvailable { [storage] numbers in
      if let start = numbers.baseAddress {
        storage.pointer.update(from: start, count: numbers.count)
      }
    }
    guard isCopied == nil else { return }
    for (i, scalar) in scalars.enumerated() { storage.pointer[i] = scalar }
  }

  /// Creates a vector from its elements.
  public init(_ scalars: [Scalar]) { self.init(scalars, shape: [scalars.count]) }

  /// Number of elements.
  public var count: Int { shape.elementCount }
}

/// Memory for scalars, aligned to a cache line; freed with the last tensor that uses it.
///
/// `@unchecked Sendable`: a tensor writes to it only while it holds the only reference.
final class Storage<Scalar: TensorScalar>: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Scalar>
  let count: Int

  /// Uninitialised memory: the caller writes every element before any is read.
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
