/// The extents of a tensor, outermost first; up to four of them.
///
///     let shape: Shape = [50, 32, 65]  // T, B, V
///     shape.count                      // 104000
///
/// Stored inline, so that making and comparing shapes allocates nothing. `Sendable`.
public struct Shape: Sendable, Hashable, RandomAccessCollection, ExpressibleByArrayLiteral {
  private var extents: SIMD4<Int>

  /// The number of dimensions.
  public let rank: Int

  /// Makes a shape of at most four extents, none of them negative.
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

  /// Makes a shape from a list of extents. Always inlined: only then is the list not allocated.
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

  /// A shape with the extents that a function of the axis gives.
  init(rank: Int, extent: (_ axis: Int) -> Int) {
    precondition(rank <= 4, "a shape has at most 4 dimensions, not \(rank)")
    extents = SIMD4(repeating: 1)
    self.rank = rank
    for axis in 0..<rank { extents[axis] = extent(axis) }
  }

  private init(extents: SIMD4<Int>, rank: Int) { (self.extents, self.rank) = (extents, rank) }

  /// Always 0.
  public var startIndex: Int { 0 }

  /// The rank.
  public var endIndex: Int { rank }

  /// The extent of an axis.
  public subscript(axis: Int) -> Int {
    precondition(axis >= 0 && axis < rank, "axis \(axis) of a shape of rank \(rank)")
    return extents[axis]
  }

  /// The number of elements.
  public var elementCount: Int { extents[0] * extents[1] * extents[2] * extents[3] }

  /// The last extent; 1 for a scalar.
  public var columns: Int { rank == 0 ? 1 : extents[rank - 1] }

  /// The product of all extents but the last: a tensor seen as a matrix has so many rows.
  public var rows: Int { columns == 0 ? 0 : elementCount / columns }

  /// This shape with another last extent.
  public func withColumns(_ columns: Int) -> Shape {
    precondition(rank > 0, "a scalar has no last extent")
    precondition(columns >= 0, "an extent cannot be negative: \(columns)")
    var result = self
    result.extents[rank - 1] = columns
    return result
  }

  /// This shape with one more extent after the last.
  func appending(_ columns: Int) -> Shape {
    precondition(rank < 4, "a shape has at most 4 dimensions")
    var result = Shape(extents: extents, rank: rank + 1)
    result.extents[rank] = columns
    return result
  }

  /// The number of elements of the part with these axes alone.
  func count(of axes: Range<Int>) -> Int {
    var count = 1
    for axis in axes { count *= self[axis] }
    return count
  }

  /// The position of an axis that is counted from the first one, or from the last one as −1.
  func position(ofAxis axis: Int) -> Int {
    precondition(axis >= -rank && axis < rank, "axis \(axis) of a shape \(self)")
    return axis < 0 ? axis + rank : axis
  }

  /// True where `other` equals this shape's last extents, so that it can be repeated over the rest.
  func ends(with other: Shape) -> Bool {
    other.rank <= rank && zip(suffix(other.rank), other).allSatisfy { $0 == $1 }
  }
}

extension Shape: CustomStringConvertible {
  /// Such as `[50, 32, 65]`.
  public var description: String { "[" + map(String.init).joined(separator: ", ") + "]" }
}
