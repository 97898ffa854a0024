extension Shape {
  /// The shape that values of this shape and another one have together, by NumPy's rule: the last
  /// axes correspond, extents are equal or one of them is 1, and axes that one of them lacks count as
  /// 1. Nil where they do not fit.
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

  /// The extent at an axis of a shape of `rank` axes whose last ones correspond to this one's.
  fileprivate func aligned(_ axis: Int, of rank: Int) -> Int {
    let own = axis - (rank - self.rank)
    return own < 0 ? 1 : self[own]
  }
}

/// How a value that is repeated along some axes is read row by row of the result.
///
/// A row is a run along the result's last axis. Where the value is repeated, its stride is 0.
struct BroadcastRows {
  /// The result's rows and the length of each.
  let rows: Int
  let columns: Int

  private let extents: SIMD4<Int>
  private let strides: SIMD4<Int>

  /// A value of shape `own` in a result of shape `whole`, to which it can be repeated.
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

  /// The stride within a row: 1, or 0 where one number is repeated.
  var step: Int { strides[3] }

  /// Where the value's part for a row begins.
  func offset(_ row: Int) -> Int {
    let (last, rest) = (row % extents[2], row / extents[2])
    return rest / extents[1] * strides[0] + rest % extents[1] * strides[1] + last * strides[2]
  }

  /// The number of parts of the value that rows read.
  var distinctRows: Int {
    var count = 1
    for axis in 0..<3 where strides[axis] != 0 { count *= extents[axis] }
    return rows == 0 ? 0 : count
  }

  /// True where several rows read the same part of the value.
  var sharesRows: Bool {
    for axis in 0..<3 where strides[axis] == 0 && extents[axis] > 1 { return true }
    return false
  }

  /// Adds the numbers of the result's shape to those of the value's, each repetition to the number
  /// that is repeated, row by row ascending.
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

/// The sums over repetitions, for some rows, or for some columns of all rows.
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
