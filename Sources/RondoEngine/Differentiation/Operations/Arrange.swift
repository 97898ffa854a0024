extension Variable {
  /// The same elements with another shape of equal element count. Copies nothing.
  public func reshaped(to shape: Shape) -> Variable {
    precondition(
      shape.elementCount == self.shape.elementCount,
      "a value of shape \(self.shape) cannot become \(shape)")
    return part(shape, from: 0)
  }

  /// A range of entries of an axis: `slice(2..<5)` of [T, B, H] is [3, B, H]. Copies nothing if it
  /// is the first axis.
  ///
  /// - Parameter axis: counted from the first axis, or from the last one as −1.
  public func slice(_ range: Range<Int>, axis: Int = 0) -> Variable {
    precondition(shape.rank > 0, "a number has no axis to slice")
    let axis = shape.position(ofAxis: axis)
    precondition(
      range.lowerBound >= 0 && range.upperBound <= shape[axis],
      "entries \(range) of axis \(axis) of \(shape)")
    let result = Shape(rank: shape.rank) { $0 == axis ? range.count : shape[$0] }
    let inner = shape.count(of: axis + 1..<shape.rank)
    guard shape.count(of: 0..<axis) != 1 else {
      return part(result, from: range.lowerBound * inner)
    }
    let operation = tape.record(SliceOperation<Scalar>.self, shape: result, self)
    operation.forward(
      start: range.lowerBound * inner, length: range.count * inner,
      stride: shape[axis] * inner, tape.workers)
    return Variable(tape: tape, operation: operation)
  }

  /// Consecutive elements, as a view of this value's memory.
  private func part(_ shape: Shape, from start: Int) -> Variable {
    let operation = tape.record(ViewOperation<Scalar>.self, shape: [], self)
    operation.view(shape, from: start)
    return Variable(tape: tape, operation: operation)
  }

  /// The matrix with rows and columns exchanged.
  public func transposed() -> Variable {
    precondition(
      shape.rank == 2, "a value \(shape) is not a matrix: use transposed(_:_:) or permuted")
    return permuted([1, 0])
  }

  /// This value with two axes exchanged, each counted from the first one, or from the last one as
  /// −1.
  public func transposed(_ first: Int, _ second: Int) -> Variable {
    let (a, b) = (shape.position(ofAxis: first), shape.position(ofAxis: second))
    return permuted(to: AxisOrder(rank: shape.rank) { $0 == a ? b : $0 == b ? a : $0 })
  }

  /// This value with its axes in another order: axis k of the result is axis `order[k]` of this
  /// value. `permuted([1, 0, 2])` of [T, B, H] is [B, T, H].
  public func permuted(_ order: [Int]) -> Variable {
    precondition(
      order.count == shape.rank && shape.indices.allSatisfy(order.contains),
      "\(order) is not an order of the axes of \(shape)")
    return permuted(to: AxisOrder(rank: shape.rank) { order[$0] })
  }

  private func permuted(to order: AxisOrder) -> Variable {
    let result = Shape(rank: shape.rank) { shape[order[$0]] }
    if order.movesNothing(in: shape) { return part(result, from: 0) }
    let operation = tape.record(PermuteOperation<Scalar>.self, shape: result, self)
    operation.forward(order, tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// y = consecutive elements of x, in x's memory: dx += dy there.
final class ViewOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var start = 0

  func view(_ shape: Shape, from start: Int) {
    self.start = start
    borrow(shape, value: inputs[0].value + start, gradient: nil, needsGradient: needsGradient)
  }

  override func backward(_ workers: Workers) {
    Scalar.Kernels.addScaled(
      shape.elementCount, factor: 1, gradient, into: inputs[0].gradientToAddTo() + start)
  }
}

/// y = runs of x at a distance of `stride`: dx += dy there.
final class SliceOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var (start, length, stride) = (0, 0, 0)

  private var runs: Int { length == 0 ? 0 : shape.elementCount / length }

  func forward(start: Int, length: Int, stride: Int, _ workers: Workers) {
    (self.start, self.length, self.stride) = (start, length, stride)
    workers.share(
      runs, grain: 8, cost: length,
      Runs(from: inputs[0].value + start, stride, to: value, length, length: length, adds: false))
  }

  override func backward(_ workers: Workers) {
    let dx = inputs[0].gradientToAddTo() + start
    workers.share(
      runs, grain: 8, cost: length,
      Runs(from: gradient, length, to: dx, stride, length: length, adds: true))
  }

  private struct Runs: RangeWork {
    let source: UnsafePointer<Scalar>
    let sourceStride: Int
    let result: UnsafeMutablePointer<Scalar>
    let resultStride: Int
    let length: Int
    let adds: Bool

    init(
      from source: UnsafePointer<Scalar>, _ sourceStride: Int,
      to result: UnsafeMutablePointer<Scalar>, _ resultStride: Int, length: Int, adds: Bool
    ) {
      (self.source, self.sourceStride) = (source, sourceStride)
      (self.result, self.resultStride) = (result, resultStride)
      (self.length, self.adds) = (length, adds)
    }

    @_specialize(where Scalar == Float)
    func run(_ runs: Range<Int>) {
      for run in runs {
        let (from, to) = (source + run * sourceStride, result + run * resultStride)
        if adds {
          Scalar.Kernels.addScaled(length, factor: 1, from, into: to)
        } else {
          to.update(from: from, count: length)
        }
      }
    }
  }
}

/// For each axis of a result, the axis of the value.
struct AxisOrder {
  private var axes = SIMD4<Int>(0, 1, 2, 3)
  let rank: Int

  init(rank: Int, axis: (Int) -> Int) {
    self.rank = rank
    for k in 0..<rank { axes[k] = axis(k) }
  }

  subscript(_ k: Int) -> Int { axes[k] }

  /// True if the elements stay in order: only axes of extent 1 change places.
  func movesNothing(in shape: Shape) -> Bool {
    var last = -1
    for k in 0..<rank where shape[axes[k]] != 1 {
      if axes[k] < last { return false }
      last = axes[k]
    }
    return true
  }

  /// The inverse permutation.
  var inverse: AxisOrder {
    var result = self
    for k in 0..<rank { result.axes[axes[k]] = k }
    return result
  }
}

/// y = x with its axes permuted: dx += dy with the inverse permutation.
final class PermuteOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var order = AxisOrder(rank: 0) { $0 }

  func forward(_ order: AxisOrder, _ workers: Workers) {
    self.order = order
    Permutation(order, of: inputs[0].shape, inputs[0].value, into: value, adds: false)
      .share(workers)
  }

  override func backward(_ workers: Workers) {
    Permutation(order.inverse, of: shape, gradient, into: inputs[0].gradientToAddTo(), adds: true)
      .share(workers)
  }
}

/// y = x, or y += x, with the axes permuted: matrix by matrix of x's last axis and the one that
/// becomes y's last axis, or run by run if these are the same.
private struct Permutation<Scalar: TensorScalar>: RangeWork {
  private let x: UnsafePointer<Scalar>
  private let y: UnsafeMutablePointer<Scalar>
  private let adds: Bool
  /// Number of matrices or runs along up to three axes, and their strides.
  private var outer = SIMD4(1, 1, 1, 1)
  private var xStrides = SIMD4(0, 0, 0, 0)
  private var yStrides = SIMD4(0, 0, 0, 0)
  /// Rows of a matrix in x, their stride, and its columns; in y the columns have a stride. Runs are
  /// matrices of one row.
  private var (rows, xStride) = (1, 0)
  private var (columns, yStride) = (1, 0)
  private let isRun: Bool

  init(
    _ order: AxisOrder, of shape: Shape, _ x: UnsafePointer<Scalar>,
    into y: UnsafeMutablePointer<Scalar>, adds: Bool
  ) {
    (self.x, self.y, self.adds) = (x, y, adds)
    let last = order.rank - 1
    isRun = order[last] == last
    columns = shape[last]
    var (count, stride) = (0, 1)
    for k in Swift.stride(from: last, through: 0, by: -1) {
      let axis = order[k]
      let xStride = shape.count(of: axis + 1..<shape.rank)
      if axis == last {
        yStride = stride
      } else if k == last {
        (rows, self.xStride) = (shape[axis], xStride)
      } else {
        (outer[count], xStrides[count], yStrides[count]) = (shape[axis], xStride, stride)
        count += 1
      }
      stride *= shape[axis]
    }
  }

  func share(_ workers: Workers) {
    workers.share(outer[0] * outer[1] * outer[2], cost: 2 * rows * columns, self)
  }

  @_specialize(where Scalar == Float)
  func run(_ range: Range<Int>) {
    for index in range {
      let place = SIMD4(
        index % outer[0], index / outer[0] % outer[1], index / outer[0] / outer[1], 0)
      let x = x + (place &* xStrides).wrappedSum()
      let y = y + (place &* yStrides).wrappedSum()
      let matrix = MatrixPointer(pointer: x, stride: xStride)
      switch (isRun, adds) {
      case (true, false): y.update(from: x, count: columns)
      case (true, true): Scalar.Kernels.addScaled(columns, factor: 1, x, into: y)
      case (false, false):
        Scalar.Kernels.transpose(
          rows: rows, columns: columns, matrix, adding: nil, into: y, stride: yStride)
      case (false, true):
        Scalar.Kernels.addTransposed(
          rows: rows, columns: columns, matrix, into: y, stride: yStride)
      }
    }
  }
}
