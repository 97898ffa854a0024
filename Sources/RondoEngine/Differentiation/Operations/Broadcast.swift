extension Shape {
  /// Common shape of values of this shape and another one by NumPy's broadcasting rule: the last
  /// axes correspond, extents are equal or one of them is 1, and missing axes count as 1. Nil if
  /// the shapes do not fit.
  func broadcast(with other: Shape) -> Shape? {
    let rank = Swift.max(rank, other.rank)
    for axis in 0..<rank {
      let (a, b) = (aligned(axis, of: rank), other.aligned(axis, of: rank))
      guard a == b || a == 1 || b == 1 else { return nil }
    }
    return Shape(rank: rank) {
      let (a, b) = (aligned($0, of: rank), other.aligned($0, of: rank))
      return a == 1 ? b : a
    }
  }

  /// Extent at an axis of a shape of `rank` axes whose last axes correspond to those of this shape.
  fileprivate func aligned(_ axis: Int, of rank: Int) -> Int {
    let own = axis - (rank - self.rank)
    return own < 0 ? 1 : self[own]
  }
}

/// Access to a broadcast value, row by row of the result.
///
/// A row is a run along the result's last axis. Strides are 0 along axes in which the value is
/// repeated.
struct BroadcastRows {
  /// Number of rows of the result, and their length.
  let rows: Int
  let columns: Int

  private let extents: SIMD4<Int>
  private let strides: SIMD4<Int>

  /// Creates the access to a value of shape `own`, which broadcasts to `whole`.
  init(_ own: Shape, in whole: Shape) {
    (rows, columns) = (whole.rows, whole.columns)
    var (extents, strides) = (SIMD4(repeating: 1), SIMD4(repeating: 0))
    var stride = 1
    for axis in Swift.stride(from: 3, through: 0, by: -1) {
      extents[axis] = whole.aligned(axis, of: 4)
      let extent = own.aligned(axis, of: 4)
      strides[axis] = extent == 1 ? 0 : stride
      stride *= extent
    }
    (self.extents, self.strides) = (extents, strides)
  }

  /// Stride within a row: 1, or 0 if one element is repeated.
  var step: Int { strides[3] }

  /// Offset of the part of the value that a row reads.
  func offset(_ row: Int) -> Int {
    let (last, rest) = (row % extents[2], row / extents[2])
    return rest / extents[1] * strides[0] + rest % extents[1] * strides[1] + last * strides[2]
  }

  /// Number of different parts of the value that rows read.
  var distinctRows: Int {
    var count = 1
    for axis in 0..<3 where strides[axis] != 0 { count *= extents[axis] }
    return rows == 0 ? 0 : count
  }

  /// True if several rows read the same part of the value.
  var sharesRows: Bool {
    for axis in 0..<3 where strides[axis] == 0 && extents[axis] > 1 { return true }
    return false
  }

  /// Adds elements of the result's shape to those of the value's shape, summed over repetitions, in
  /// ascending order of the rows.
  @_specialize(where Scalar == Float)
  func add<Scalar: TensorScalar>(
    _ change: UnsafePointer<Scalar>, to sums: UnsafeMutablePointer<Scalar>, _ workers: Workers
  ) {
    if !sharesRows {
      workers.share(
        rows, cost: 2 * columns,
        RepetitionSums(layout: self, change: change, sums: sums, isOverRows: true))
    } else if step == 1 {
      workers.share(
        columns, grain: 16, cost: 2 * rows,
        RepetitionSums(layout: self, change: change, sums: sums, isOverRows: false))
    } else {
      RepetitionSums(layout: self, change: change, sums: sums, isOverRows: true).run(0..<rows)
    }
  }
}

/// Sums over repetitions, for some rows, or for some columns of all rows.
private struct RepetitionSums<Scalar: TensorScalar>: RangeWork {
  let layout: BroadcastRows
  let change: UnsafePointer<Scalar>
  let sums: UnsafeMutablePointer<Scalar>
  let isOverRows: Bool

  @_specialize(where Scalar == Float)
  func run(_ range: Range<Int>) {
    let columns = isOverRows ? 0..<layout.columns : range
    for row in isOverRows ? range : 0..<layout.rows {
      let from = change + row * layout.columns + columns.lowerBound
      if layout.step == 1 {
        Scalar.Kernels.addScaled(
          columns.count, factor: 1, from, into: sums + layout.offset(row) + columns.lowerBound)
      } else {
        Scalar.Kernels.addColumnSums(
          rows: columns.count, columns: 1, .init(pointer: from, stride: 1),
          into: sums + layout.offset(row))
      }
    }
  }
}
