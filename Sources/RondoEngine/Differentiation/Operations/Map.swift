extension Variable {
  /// e to the power of each element.
  public func exp() -> Variable { map(.exp) }
  /// The natural logarithm of each element.
  public func log() -> Variable { map(.log) }
  /// The hyperbolic tangent of each element.
  public func tanh() -> Variable { map(.tanh) }
  /// 1 / (1 + e⁻ˣ) for each element.
  public func logistic() -> Variable { map(.logistic) }
  /// max(x, 0) for each element; the gradient at 0 is 0.
  public func relu() -> Variable { map(.relu) }
  /// |x| for each element; the gradient at 0 is 0.
  public func magnitude() -> Variable { map(.magnitude) }
  /// x² for each element.
  public func squared() -> Variable { map(.square) }
  /// √x for each element.
  public func squareRoot() -> Variable { map(.squareRoot) }
  /// −x for each element.
  public static prefix func - (x: Variable) -> Variable { x.map(.negate) }

  private func map(_ function: UnaryFunction) -> Variable {
    let operation = tape.record(MapOperation<Scalar>.self, shape: shape, self)
    operation.function = function
    operation.forward(tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// Names from other libraries, for which the compiler suggests the names here.
extension Variable {
  @available(*, unavailable, renamed: "logistic()")
  public func sigmoid() -> Variable { self }
  @available(*, unavailable, renamed: "magnitude()")
  public func abs() -> Variable { self }
  @available(*, unavailable, renamed: "squareRoot()")
  public func sqrt() -> Variable { self }
  @available(*, unavailable, renamed: "matrixProduct(_:)")
  public func matmul(_ other: Variable) -> Variable { self }
}

/// y = f(x), element by element: dx += dy·f′(x).
final class MapOperation<Scalar: TensorScalar>: Operation<Scalar> {
  var function = UnaryFunction.negate

  func forward(_ workers: Workers) {
    workers.shareRows(
      shape, cost: 4 * shape.columns, Values(operation: self, columns: shape.columns))
  }

  override func backward(_ workers: Workers) {
    workers.shareRows(
      shape, cost: 4 * shape.columns,
      Slopes(operation: self, columns: shape.columns, dx: inputs[0].gradientToAddTo()))
  }

  private struct Values: RangeWork {
    let operation: MapOperation
    let columns: Int

    func run(_ rows: Range<Int>) {
      let at = rows.lowerBound * columns
      Scalar.Kernels.apply(
        operation.function, rows.count * columns, operation.inputs[0].value + at,
        into: operation.value + at)
    }
  }

  private struct Slopes: RangeWork {
    let operation: MapOperation
    let columns: Int
    let dx: UnsafeMutablePointer<Scalar>

    func run(_ rows: Range<Int>) {
      let at = rows.lowerBound * columns
      Scalar.Kernels.addGradient(
        of: operation.function, rows.count * columns, x: operation.inputs[0].value + at,
        y: operation.value + at, dy: operation.gradient + at, into: dx + at)
    }
  }
}
