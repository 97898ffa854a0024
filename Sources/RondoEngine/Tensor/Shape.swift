/// Extents of a tensor, outermost axis first; at most four.
///
///     let shape: Shape = [50, 32, 65]  // T, B, V
///     shape.elementCount               // 104000
///
/// Stored inline: creating and comparing shapes allocates nothing. `Sendable`.
public struct Shape: Sendable, Hashable, RandomAccessCollection, ExpressibleByArrayLiteral {
  private var extents: SIMD4<Int>

  /// Number of axes; 0 for a scalar.
  public let rank: Int

  /// Creates a shape of at most four non-negative extents.
  public init(_ extents: some Collection<Int>) {
    precondition(extents.count <= 4, "a shape has at most 4 dimensions, not \(extents.count)")
    self.extents = SIMD4(repeating: 1)
    rank = extents.count
    var axis = 0
    for extent in extents {
      precondition(extent >= 0, "an extent cannot be negative: \(extent)")
      self.extents[axis] = extent
      axis += 1
    }
  }

  /// Creates a shape from a list of extents. Always inlined, so that the list is not allocated.
  @inline(__always)
  public init(arrayLiteral extents: Int...) {
    precondition(extents.count <= 4, "a shape has at most 4 dimensions, not \(extents.count)")
    self.extents = SIMD4(repeating: 1)
    rank = extents.count
    for axis in 0..<extents.count {
      precondition(extents[axis] >= 0, "an extent cannot be negative: \(extents[axis])")
      self.extents[axis] = extents[axis]
    }
  }

  /// Creates a shape from a function of the axis.
  init(rank: Int, extent: (_ axis: Int) -> Int) {
    precondition(rank <= 4, "a shape has at most 4 dimensions, not \(rank)")
    extents = SIMD4(repeating: 1)
    self.rank = rank
    for axis in 0..<rank { extents[axis] = extent(axis) }
  }

  private init(extents: SIMD4<Int>, rank: Int) { (self.extents, self.rank) = (extents, rank) }

  /// First axis, 0.
  public var startIndex: Int { 0 }

  /// Number of axes.
  public var endIndex: Int { rank }

  /// Extent of an axis.
  public subscript(axis: Int) -> Int {
    precondition(axis >= 0 && axis < rank, "axis \(axis) of a shape of rank \(rank)")
    return extents[axis]
  }

  /// Number of elements: the product of all extents.
  public var elementCount: Int { extents[0] * extents[1] * extents[2] * extents[3] }

  /// Last extent; 1 for a scalar.
  public var columns: Int { rank == 0 ? 1 : extents[rank - 1] }

  /// Number of rows if the tensor is seen as a matrix: the product of all extents but the last.
  public var rows: Int { columns == 0 ? 0 : elementCount / columns }

  /// This shape with the last extent replaced.
  public func withColumns(_ columns: Int) -> Shape {
    precondition(rank > 0, "a scalar has no last extent")
    precondition(columns >= 0, "an extent cannot be negative: \(columns)")
    var result = self
    result.extents[rank - 1] = columns
    return result
  }

  /// This shape with one extent appended.
  func appending(_ columns: Int) -> Shape {
    precondition(rank < 4, "a shape has at most 4 dimensions")
    var result = Shape(extents: extents, rank: rank + 1)
    result.extents[rank] = columns
    return result
  }

  /// Number of elements spanned by these axes.
  func count(of axes: Range<Int>) -> Int {
    var count = 1
    for axis in axes { count *= self[axis] }
    return count
  }

  /// Index of an axis that is counted from the first one, or from the last one as −1.
  func position(ofAxis axis: Int) -> Int {
    precondition(axis >= -rank && axis < rank, "axis \(axis) of a shape \(self)")
    return axis < 0 ? axis + rank : axis
  }

  /// True if `other` equals the last extents of this shape, so that it repeats over the others.
  func ends(with other: Shape) -> Bool {
    other.rank <= rank && zip(suffix(other.rank), other).allSatisfy { $0 == $1 }
  }
}

extension Shape: CustomStringConvertible {
  /// The extents in brackets, such as `[50, 32, 65]`.
  public var description: String { "[" + map(String.init).joined(separator: ", ") + "]" }
}
