extension Variable {
  /// Mask of a < b: 1 where it holds, else 0. Shapes broadcast as for `+`. Masks have no gradient;
  /// they select in `replacing(with:where:)` and `softmax(where:)`, or take part in arithmetic.
  public static func .< (a: Variable, b: Variable) -> Variable { compare(.less, a, b) }
  /// Mask of a ≤ b: 1 where it holds, else 0.
  public static func .<= (a: Variable, b: Variable) -> Variable { compare(.lessOrEqual, a, b) }
  /// Mask of a > b: 1 where it holds, else 0.
  public static func .> (a: Variable, b: Variable) -> Variable { compare(.less, b, a) }
  /// Mask of a ≥ b: 1 where it holds, else 0.
  public static func .>= (a: Variable, b: Variable) -> Variable { compare(.lessOrEqual, b, a) }
  /// Mask of a = b: 1 where it holds, else 0.
  public static func .== (a: Variable, b: Variable) -> Variable { compare(.equal, a, b) }
  /// Mask of a ≠ b: 1 where it holds, else 0; NaN differs from everything.
  public static func .!= (a: Variable, b: Variable) -> Variable { compare(.notEqual, a, b) }

  /// Mask of x < number: 1 where it holds, else 0.
  public static func .< (x: Variable, number: Scalar) -> Variable { x .< x.tape.number(number) }
  /// Mask of x ≤ number: 1 where it holds, else 0.
  public static func .<= (x: Variable, number: Scalar) -> Variable { x .<= x.tape.number(number) }
  /// Mask of x > number: 1 where it holds, else 0.
  public static func .> (x: Variable, number: Scalar) -> Variable { x .> x.tape.number(number) }
  /// Mask of x ≥ number: 1 where it holds, else 0.
  public static func .>= (x: Variable, number: Scalar) -> Variable { x .>= x.tape.number(number) }
  /// Mask of x = number: 1 where it holds, else 0.
  public static func .== (x: Variable, number: Scalar) -> Variable { x .== x.tape.number(number) }
  /// Mask of x ≠ number: 1 where it holds, else 0.
  public static func .!= (x: Variable, number: Scalar) -> Variable { x .!= x.tape.number(number) }

  /// Element-wise maximum. Shapes broadcast as for `+`; NaN if either element is NaN. The gradient
  /// of equal elements goes to this value.
  public func pointwiseMax(_ other: Variable) -> Variable {
    replacing(with: other, where: Self.compare(.isSurpassedBy, self, other))
  }

  /// Element-wise minimum. Shapes broadcast as for `+`; NaN if either element is NaN. The gradient
  /// of equal elements goes to this value.
  public func pointwiseMin(_ other: Variable) -> Variable {
    replacing(with: other, where: Self.compare(.isUndercutBy, self, other))
  }

  /// This value where a mask is 0, another value elsewhere. The three shapes broadcast as for `+`.
  /// The gradient of elements that are not selected is zero, even if they are not finite.
  @_specialize(where Scalar == Float)
  public func replacing(with other: Variable, where mask: Variable) -> Variable {
    guard let both = shape.broadcast(with: other.shape),
      let whole = both.broadcast(with: mask.shape)
    else {
      preconditionFailure(
        "shapes \(shape) and \(other.shape) and a mask \(mask.shape) do not combine: extents must "
          + "be equal, or 1")
    }
    let operation = tape.record(ChooseOperation<Scalar>.self, shape: whole, mask, self, other)
    operation.forward(tape.workers)
    return Variable(tape: tape, operation: operation)
  }

  /// This value where a mask is 0, a number elsewhere.
  public func replacing(with number: Scalar, where mask: Variable) -> Variable {
    replacing(with: tape.number(number), where: mask)
  }

  private static func compare(_ relation: Relation, _ a: Variable, _ b: Variable) -> Variable {
    guard let shape = a.shape.broadcast(with: b.shape) else {
      preconditionFailure(
        "shapes \(a.shape) and \(b.shape) do not compare: extents must be equal, or one of them 1")
    }
    let operation = a.tape.record(CompareOperation<Scalar>.self, shape: shape, a, b)
    operation.forward(relation, a.tape.workers)
    return Variable(tape: a.tape, operation: operation)
  }
}

/// Relations of two numbers that masks express.
enum Relation {
  case less, lessOrEqual, equal, notEqual
  /// True if the second is larger, or NaN while the first is not.
  case isSurpassedBy
  /// True if the second is smaller, or NaN while the first is not.
  case isUndercutBy
}

/// y = 1 where a relation holds, else 0: no gradient.
final class CompareOperation<Scalar: TensorScalar>: Operation<Scalar> {
  @_specialize(where Scalar == Float)
  func forward(_ relation: Relation, _ workers: Workers) {
    needsGradient = false
    let (a, b) = (inputs[0], inputs[1])
    workers.share(
      shape.rows, cost: 2 * shape.columns,
      Rows(
        relation: relation, a: a.value, layoutOfA: BroadcastRows(a.shape, in: shape), b: b.value,
        layoutOfB: BroadcastRows(b.shape, in: shape), y: value))
  }

  private struct Rows: RangeWork {
    let relation: Relation
    let a: UnsafePointer<Scalar>
    let layoutOfA: BroadcastRows
    let b: UnsafePointer<Scalar>
    let layoutOfB: BroadcastRows
    let y: UnsafeMutablePointer<Scalar>

    @_specialize(where Scalar == Float)
    func run(_ rows: Range<Int>) {
      for row in rows {
        switch relation {
        case .less: fill(row) { $0 < $1 }
        case .lessOrEqual: fill(row) { $0 <= $1 }
        case .equal: fill(row) { $0 == $1 }
        case .notEqual: fill(row) { $0 != $1 }
        case .isSurpassedBy: fill(row) { $0 < $1 || $1.isNaN && !$0.isNaN }
        case .isUndercutBy: fill(row) { $0 > $1 || $1.isNaN && !$0.isNaN }
        }
      }
    }

    @inline(__always)
    private func fill(_ row: Int, _ holds: (Scalar, Scalar) -> Bool) {
      let (columns, aStep, bStep) = (layoutOfA.columns, layoutOfA.step, layoutOfB.step)
      let (a, b, y) = (a + layoutOfA.offset(row), b + layoutOfB.offset(row), y + row * columns)
      for i in 0..<columns { y[i] = holds(a[i * aStep], b[i * bStep]) ? 1 : 0 }
    }
  }
}

/// y = b where m ≠ 0, else a: db += dy where m ≠ 0, da += dy elsewhere, summed over repetitions.
final class ChooseOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var scratch = Workspace<Scalar>()

  deinit { scratch.free() }

  @_specialize(where Scalar == Float)
  func forward(_ workers: Workers) {
    share(
      inputs[1].value, BroadcastRows(inputs[1].shape, in: shape), inputs[2].value,
      BroadcastRows(inputs[2].shape, in: shape), into: value, workers)
  }

  @_specialize(where Scalar == Float)
  override func backward(_ workers: Workers) {
    let (whole, nothing) = (BroadcastRows(shape, in: shape), BroadcastRows([], in: shape))
    let change = scratch.reserve(shape.elementCount)
    for side in 1...2 where inputs[side].needsGradient {
      let input = inputs[side]
      withUnsafePointer(to: 0 as Scalar) { zero in
        if side == 1 {
          share(gradient, whole, zero, nothing, into: change, workers)
        } else {
          share(zero, nothing, gradient, whole, into: change, workers)
        }
      }
      BroadcastRows(input.shape, in: shape).add(change, to: input.gradientToAddTo(), workers)
    }
  }

  private func share(
    _ a: UnsafePointer<Scalar>, _ layoutOfA: BroadcastRows, _ b: UnsafePointer<Scalar>,
    _ layoutOfB: BroadcastRows, into y: UnsafeMutablePointer<Scalar>, _ workers: Workers
  ) {
    workers.share(
      shape.rows, cost: 2 * shape.columns,
      ChosenRows(
        mask: inputs[0].value, layoutOfMask: BroadcastRows(inputs[0].shape, in: shape), a: a,
        layoutOfA: layoutOfA, b: b, layoutOfB: layoutOfB, y: y))
  }
}

/// y = b where m ≠ 0, else a, row by row.
struct ChosenRows<Scalar: TensorScalar>: RangeWork {
  let mask: UnsafePointer<Scalar>
  let layoutOfMask: BroadcastRows
  let a: UnsafePointer<Scalar>
  let layoutOfA: BroadcastRows
  let b: UnsafePointer<Scalar>
  let layoutOfB: BroadcastRows
  let y: UnsafeMutablePointer<Scalar>

  @_specialize(where Scalar == Float)
  func run(_ rows: Range<Int>) {
    let columns = layoutOfMask.columns
    let (maskStep, aStep, bStep) = (layoutOfMask.step, layoutOfA.step, layoutOfB.step)
    for row in rows {
      let (mask, y) = (mask + layoutOfMask.offset(row), y + row * columns)
      let (a, b) = (a + layoutOfA.offset(row), b + layoutOfB.offset(row))
      for i in 0..<columns { y[i] = mask[i * maskStep] != 0 ? b[i * bStep] : a[i * aStep] }
    }
  }
}
