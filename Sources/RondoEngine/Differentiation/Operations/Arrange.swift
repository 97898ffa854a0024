extension Variable {
  /// The same elements under another shape with as many of them.
  public func reshaped(to shape: Shape) -> Variable {
    precondition(
      shape.elementCount == self.shape.elementCount,
      "a value of shape \(self.shape) cannot become \(shape)")
    let operation = tape.record(CopyOperation<Scalar>.self, shape: shape, self)
    operation.start = 0
    operation.forward()
    return Variable(tape: tape, operation: operation)
  }

  /// The entries of the first axis in `range`: [T, B, H] becomes [range, B, H].
  public func slice(_ range: Range<Int>) -> Variable {
    precondition(
      shape.rank > 0 && range.lowerBound >= 0 && range.upperBound <= shape[0],
      "entries \(range) of a first axis of \(shape)")
    let operation = tape.record(
      CopyOperation<Scalar>.self, shape: Shape([range.count] + shape.dropFirst()), self)
    operation.start = range.lowerBound * shape.dropFirst().reduce(1, *)
    operation.forward()
    return Variable(tape: tape, operation: operation)
  }

  /// A matrix with rows and columns exchanged.
  public func transposed() -> Variable {
    precondition(shape.rank == 2, "only a matrix is transposed, not \(shape)")
    let operation = tape.record(
      TransposeOperation<Scalar>.self, shape: [shape[1], shape[0]], self)
    operation.forward()
    return Variable(tape: tape, operation: operation)
  }
}

/// y = a run of x's elements: dx += dy there.
final class CopyOperation<Scalar: TensorScalar>: Operation<Scalar> {
  var start = 0

  func forward() { value.update(from: inputs[0].value + start, count: shape.elementCount) }

  override func backward(_ workers: Workers) {
    Scalar.Kernels.addScaled(
      shape.elementCount, factor: 1, gradient, into: inputs[0].gradientToAddTo() + start)
  }
}

/// y = xᵀ: dx += dyᵀ.
final class TransposeOperation<Scalar: TensorScalar>: Operation<Scalar> {
  func forward() {
    let (rows, columns, x) = (shape[0], shape[1], inputs[0].value)
    for r in 0..<rows {
      for c in 0..<columns { value[r * columns + c] = x[c * rows + r] }
    }
  }

  override func backward(_ workers: Workers) {
    let (rows, columns, dx) = (shape[0], shape[1], inputs[0].gradientToAddTo())
    for r in 0..<rows {
      for c in 0..<columns { dx[c * rows + r] += gradient[r * columns + c] }
    }
  }
}
