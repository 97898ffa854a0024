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
  /// x² for each element.
  public func squared() -> Variable { map(.square) }
  /// √x for each element.
  public func squareRoot() -> Variable { map(.squareRoot) }
  /// −x for each element.
  public static prefix func - (x: Variable) -> Variable { x.map(.negate) }

  private func map(_ function: UnaryFunction) -> Variable {
    let operation = tape.record(MapOperation<Scalar>.self, shape: shape, self)
    operation.function = function
    Scalar.Kernels.apply(
      function, shape.elementCount, self.operation.value, into: operation.value)
    return Variable(tape: tape, operation: operation)
  }
}

/// y = f(x), element by element: dx += dy·f′(x).
final class MapOperation<Scalar: TensorScalar>: Operation<Scalar> {
  var function = UnaryFunction.negate

  override func backward(_ workers: Workers) {
    let x = inputs[0]
    Scalar.Kernels.addGradient(
      of: function, shape.elementCount, x: x.value, y: value, dy: gradient,
      into: x.gradientToAddTo())
  }
}
