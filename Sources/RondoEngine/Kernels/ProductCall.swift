/// Arguments of a matrix product, C = epilogue(initial + A·B).
///
/// A is [rows, depth], B is [depth, columns] and packed, C is [rows, columns]; a stride is the
/// distance between rows. Each element starts from its initial value and adds the products with
/// depth ascending, fused.
@_spi(Kernels) public struct ProductCall<Scalar> {
  /// Function applied to each finished element.
  @_spi(Kernels) public enum Epilogue {
    /// Nothing.
    case none
    /// c ← tanh c.
    case tanh
    /// c ← c·(1 − y²), with y [rows, columns]: the gradient of y = tanh x.
    case tanhGradient(y: UnsafePointer<Scalar>, stride: Int)
  }

  /// Initial value of each element.
  @_spi(Kernels) public enum Initial {
    /// Zero.
    case zero
    /// Row r of a matrix; with stride 0 the same row for all, such as a bias.
    case rows(UnsafePointer<Scalar>, stride: Int)
    /// Row `ids[r]` of a table.
    case gathered(UnsafePointer<Scalar>, stride: Int, ids: UnsafePointer<Int32>)
  }

  var rows: Int
  var columns: Int
  var depth: Int
  var a: UnsafePointer<Scalar>
  var aStride: Int
  var panels: UnsafePointer<Scalar>
  var c: UnsafeMutablePointer<Scalar>
  var cStride: Int
  var initial: Initial = .zero
  var epilogue: Epilogue = .none
  /// True to compute columns from the last to the first. If consecutive products have the same B,
  /// larger than a cache, every second one does so, and starts with the columns that were read
  /// last.
  var isDescending = false
}

extension ProductCall {
  /// Creates a product with contiguous A and C.
  public init(
    rows: Int, columns: Int, depth: Int, a: UnsafePointer<Scalar>,
    panels: UnsafePointer<Scalar>, c: UnsafeMutablePointer<Scalar>, initial: Initial = .zero,
    epilogue: Epilogue = .none, isDescending: Bool = false
  ) {
    self.init(
      rows: rows, columns: columns, depth: depth, a: a, aStride: depth, panels: panels, c: c,
      cStride: columns, initial: initial, epilogue: epilogue, isDescending: isDescending)
  }
}

/// A matrix as an argument of kernels: its first element and the distance between rows.
@_spi(Kernels) public struct MatrixPointer<Scalar> {
  var pointer: UnsafePointer<Scalar>
  var stride: Int

  /// Creates a matrix from its first element and the distance between rows, in scalars.
  public init(pointer: UnsafePointer<Scalar>, stride: Int) {
    (self.pointer, self.stride) = (pointer, stride)
  }
}
