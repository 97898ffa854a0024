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
    Scalar.Kernels.transpose(
      rows: shape[1], columns: shape[0], .init(pointer: inputs[0].value, stride: shape[0]),
      adding: nil, into: value, stride: shape[1])
  }

  override func backward(_ workers: Workers) {
    Scalar.Kernels.addTransposed(
      rows: shape[0], columns: shape[1], .init(pointer: gradient, stride: shape[1]),
      into: inputs[0].gradientToAddTo(), stride: shape[0])
  }
}
