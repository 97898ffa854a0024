/// A block of numbers with a shape; a value, whose copies share memory until one is changed.
///
///     var x = Tensor<Float>([1, 2, 3, 4], shape: [2, 2])
///     x[0, 1]          // 2.0
///     x[0, 1] = 5
///     x.scalars        // [1.0, 5.0, 3.0, 4.0]
///
/// Row-major and contiguous. Several tensors may be parts of one piece of memory: all parameters
/// of a model are (see `Module`). Arithmetic that is to be differentiated is written with
/// `Variable`; a tensor itself only holds numbers. `Sendable`.
public struct Tensor<Scalar: TensorScalar>: Sendable {
  var storage: Storage<Scalar>
  var offset: Int

  /// The extents, outermost first.
  public let shape: Shape

  init(storage: Storage<Scalar>, offset: Int, shape: Shape) {
    self.storage = storage
    self.offset = offset
    self.shape = shape
  }

  /// A tensor whose elements are all `value`.
  public init(repeating value: Scalar, shape: Shape) {
    self.init(
      storage: Storage(uninitializedCount: shape.elementCount), offset: 0, shape: shape)
    Scalar.Kernels.fill(count, with: value, into: storage.pointer)
  }

  /// A tensor of zeros.
  public init(zeros shape: Shape) { self.init(repeating: 0, shape: shape) }

  /// A tensor with these elements, in row-major order; there must be as many as the shape says.
  public init(_ scalars: some Collection<Scalar>, shape: Shape) {
    precondition(
      scalars.count == shape.elementCount,
      "\(scalars.count) numbers do not fill a tensor of shape \(shape)")
    self.init(
      storage: Storage(uninitializedCount: shape.elementCount), offset: 0, shape: shape)
    for (i, scalar) in scalars.enumerated() { storage.pointer[i] = scalar }
  }

  /// A vector with these elements.
  public init(_ scalars: [Scalar]) { self.init(scalars, shape: [scalars.count]) }

  /// The number of elements.
  public var count: Int { shape.elementCount }
}

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
