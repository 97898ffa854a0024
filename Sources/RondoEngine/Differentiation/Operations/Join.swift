extension Variable {
  /// This value and another side by side along the last axis: [..., M] and [..., N] become
  /// [..., M + N].
  public func joined(with other: Variable) -> Variable {
    precondition(
      shape.rank > 0 && shape.dropLast().elementsEqual(other.shape.dropLast()),
      "\(shape) and \(other.shape) are joined along their last axis: the others must agree")
    let operation = tape.record(
      JoinOperation<Scalar>.self, shape: shape.withColumns(shape.columns + other.shape.columns),
      self, other)
    operation.forward()
    return Variable(tape: tape, operation: operation)
  }
}

/// Rows of y = rows of a, then of b: da += the first columns of dy, db += the others.
final class JoinOperation<Scalar: TensorScalar>: Operation<Scalar> {
  func forward() {
    var column = 0
    for input in inputs {
      let columns = input.shape.columns
      for row in 0..<shape.rows {
        (value + row * shape.columns + column).update(
          from: input.value + row * columns, count: columns)
      }
      column += columns
    }
  }

  override func backward(_ workers: Workers) {
    var column = 0
    for input in inputs {
      let columns = input.shape.columns
      if input.needsGradient {
        let dx = input.gradientToAddTo()
        for row in 0..<shape.rows {
          Scalar.Kernels.addScaled(
            columns, factor: 1, gradient + row * shape.columns + column, into: dx + row * columns)
        }
      }
      column += columns
    }
  }
}
