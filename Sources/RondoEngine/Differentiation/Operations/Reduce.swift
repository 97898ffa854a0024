extension Variable {
  /// Sum of all elements, a scalar.
  public func sum() -> Variable { flattened().sum(axis: 0) }

  /// Mean of all elements, a scalar.
  public func mean() -> Variable { sum() * (1 / Scalar(shape.elementCount)) }

  /// Largest of all elements, a scalar; NaN if any element is NaN. The gradient goes to the first
  /// of equal maxima.
  public func max() -> Variable { flattened().max(axes: [0]) }

  /// Smallest of all elements, a scalar; NaN if any element is NaN. The gradient goes to the first
  /// of equal minima.
  public func min() -> Variable { -(-self).max() }

  /// Sums along an axis, which the result lacks.
  public func sum(axis: Int) -> Variable {
    precondition(axis >= 0 && axis < shape.rank, "axis \(axis) of a shape of rank \(shape.rank)")
    return reduced(SumOperation<Scalar>.self, AxisSet(axis), keepingRank: false)
  }

  /// Means along an axis, which the result lacks.
  public func mean(axis: Int) -> Variable { sum(axis: axis) * (1 / Scalar(shape[axis])) }

  /// Sums along several axes.
  ///
  /// - Parameters:
  ///   - axes: counted from the first axis, or from the last one as −1, in any order.
  ///   - keepingRank: true to keep these axes with an extent of 1, so that the result broadcasts
  ///     with this value; otherwise the result lacks them.
  public func sum(axes: [Int], keepingRank: Bool = false) -> Variable {
    reduced(SumOperation<Scalar>.self, AxisSet(axes, of: shape), keepingRank: keepingRank)
  }

  /// Means along several axes; parameters as in `sum(axes:keepingRank:)`.
  public func mean(axes: [Int], keepingRank: Bool = false) -> Variable {
    let set = AxisSet(axes, of: shape)
    let count = shape.indices.reduce(1) { set.contains($1) ? $0 * shape[$1] : $0 }
    return reduced(SumOperation<Scalar>.self, set, keepingRank: keepingRank)
      * (1 / Scalar(count))
  }

  /// Maxima along several axes; parameters as in `sum(axes:keepingRank:)`. NaN if an element is
  /// NaN. The gradient goes to the first of equal maxima in row-major order.
  public func max(axes: [Int], keepingRank: Bool = false) -> Variable {
    let set = AxisSet(axes, of: shape)
    precondition(
      shape.indices.allSatisfy { !set.contains($0) || shape[$0] > 0 },
      "the largest of no numbers: \(shape) along \(axes)")
    return reduced(MaxOperation<Scalar>.self, set, keepingRank: keepingRank)
  }

  /// Minima along several axes; parameters as in `sum(axes:keepingRank:)`. NaN if an element is
  /// NaN. The gradient goes to the first of equal minima in row-major order.
  public func min(axes: [Int], keepingRank: Bool = false) -> Variable {
    -(-self).max(axes: axes, keepingRank: keepingRank)
  }

  private func flattened() -> Variable { reshaped(to: [shape.elementCount]) }

  /// Reduces groups of adjacent axes, the last group first.
  private func reduced<O: ReduceOperation<Scalar>>(
    _ type: O.Type, _ axes: AxisSet, keepingRank: Bool
  ) -> Variable {
    let whole = axes.removed(from: shape, keepingRank: keepingRank)
    var (result, inner, axis) = (self, 1, shape.rank - 1)
    while axis >= 0 {
      guard axes.contains(axis) else {
        (inner, axis) = (inner * shape[axis], axis - 1)
        continue
      }
      var length = 1
      while axis >= 0 && axes.contains(axis) {
        (length, axis) = (length * shape[axis], axis - 1)
      }
      let outer = shape.count(of: 0..<axis + 1)
      let isLast = axes.isEmpty(before: axis + 1)
      let operation = tape.record(type, shape: isLast ? whole : [outer, inner], result)
      (operation.outer, operation.length, operation.inner) = (outer, length, inner)
      operation.forward(tape.workers)
      result = Variable(tape: tape, operation: operation)
    }
    return result
  }
}

/// A set of axes of a shape.
private struct AxisSet {
  private var bits = 0

  init(_ axis: Int) { bits = 1 << axis }

  init(_ axes: [Int], of shape: Shape) {
    for axis in axes {
      let bit = 1 << shape.position(ofAxis: axis)
      precondition(bits & bit == 0, "axis \(axis) of \(shape) is named twice")
      bits |= bit
    }
  }

  func contains(_ axis: Int) -> Bool { bits >> axis & 1 == 1 }

  /// True if none of the axes comes before `axis`.
  func isEmpty(before axis: Int) -> Bool { bits & ((1 << axis) - 1) == 0 }

  /// The shape without these axes, or with extents of 1 in their places.
  func removed(from shape: Shape, keepingRank: Bool) -> Shape {
    if keepingRank { return Shape(rank: shape.rank) { contains($0) ? 1 : shape[$0] } }
    var kept = SIMD4(0, 0, 0, 0)
    var rank = 0
    for axis in shape.indices where !contains(axis) {
      kept[rank] = shape[axis]
      rank += 1
    }
    return Shape(rank: rank) { kept[$0] }
  }
}

/// Common base of reductions, from x [outer, length, inner] to y [outer, inner].
class ReduceOperation<Scalar: TensorScalar>: Operation<Scalar> {
  final var outer = 1
  final var length = 0
  final var inner = 1

  /// Computes y for ranges of the outer and the inner axis.
  func forward(_ outer: Range<Int>, _ inner: Range<Int>) {}

  /// Adds to dx for ranges of the outer and the inner axis.
  func backward(_ outer: Range<Int>, _ inner: Range<Int>, into dx: UnsafeMutablePointer<Scalar>) {}

  /// Allocates the memory that `forward` needs.
  func prepareMemory() {}

  final func forward(_ workers: Workers) {
    prepareMemory()
    share(into: nil, workers)
  }

  override func backward(_ workers: Workers) {
    share(into: inputs[0].gradientToAddTo(), workers)
  }

  private func share(into dx: UnsafeMutablePointer<Scalar>?, _ workers: Workers) {
    if outer > 1 {
      workers.share(
        outer, cost: 2 * length * inner, Part(operation: self, isOuter: true, dx: dx))
    } else {
      workers.share(
        outer * inner, grain: 16, cost: 2 * length, Part(operation: self, isOuter: false, dx: dx))
    }
  }

  private struct Part: RangeWork {
    let operation: ReduceOperation
    let isOuter: Bool
    let dx: UnsafeMutablePointer<Scalar>?

    func run(_ range: Range<Int>) {
      let outer = isOuter ? range : 0..<1
      let inner = isOuter ? 0..<operation.inner : range
      if let dx {
        operation.backward(outer, inner, into: dx)
      } else {
        operation.forward(outer, inner)
      }
    }
  }
}

/// y[o, i] = Σₗ x[o, l, i], l ascending: dx[o, l, i] += dy[o, i].
final class SumOperation<Scalar: TensorScalar>: ReduceOperation<Scalar> {
  @_specialize(where Scalar == Float)
  override func forward(_ outer: Range<Int>, _ inner: Range<Int>) {
    for o in outer {
      let (at, y) = (inner.lowerBound, value + o * self.inner + inner.lowerBound)
      Scalar.Kernels.fill(inner.count, with: 0, into: y)
      Scalar.Kernels.addColumnSums(
        rows: length, columns: inner.count,
        .init(pointer: inputs[0].value + o * length * self.inner + at, stride: self.inner), into: y)
    }
  }

  @_specialize(where Scalar == Float)
  override func backward(
    _ outer: Range<Int>, _ inner: Range<Int>, into dx: UnsafeMutablePointer<Scalar>
  ) {
    for o in outer {
      let dy = gradient + o * self.inner + inner.lowerBound
      let first = dx + o * length * self.inner + inner.lowerBound
      if self.inner == 1 {
        Scalar.Kernels.combine(.add, length, first, step: 1, dy, step: 0, into: first)
        continue
      }
      for l in 0..<length {
        Scalar.Kernels.addScaled(inner.count, factor: 1, dy, into: first + l * self.inner)
      }
    }
  }
}

/// y[o, i] = x[o, l*, i], where l* is the first l with the largest value: dx[o, l*, i] += dy[o, i].
final class MaxOperation<Scalar: TensorScalar>: ReduceOperation<Scalar> {
  private var places = Workspace<Int32>()

  deinit { places.free() }

  override func prepareMemory() { _ = places.reserve(shape.elementCount) }

  @_specialize(where Scalar == Float)
  override func forward(_ outer: Range<Int>, _ inner: Range<Int>) {
    for o in outer {
      let at = o * self.inner + inner.lowerBound
      let x = inputs[0].value + o * length * self.inner + inner.lowerBound
      let (y, places) = (value + at, places.pointer + at)
      y.update(from: x, count: inner.count)
      places.update(repeating: 0, count: inner.count)
      if self.inner == 1 {
        for l in 1..<length where x[l] > y[0] || x[l].isNaN && !y[0].isNaN {
          (y[0], places[0]) = (x[l], Int32(l))
        }
        continue
      }
      for l in 1..<length {
        Scalar.Kernels.keepLarger(inner.count, x + l * self.inner, from: Int32(l), into: y, places)
      }
    }
  }

  @_specialize(where Scalar == Float)
  override func backward(
    _ outer: Range<Int>, _ inner: Range<Int>, into dx: UnsafeMutablePointer<Scalar>
  ) {
    for o in outer {
      let at = o * self.inner + inner.lowerBound
      Scalar.Kernels.addAtPlaces(
        inner.count, gradient + at, places.pointer + at,
        into: dx + o * length * self.inner + inner.lowerBound, stride: self.inner)
    }
  }
}
