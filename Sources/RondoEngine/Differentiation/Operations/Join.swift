extension Variable {
  /// This value and another side by side along the last axis: [..., M] and [..., N] become
  /// [..., M + N].
  @_specialize(where Scalar == Float)
  public func joined(with other: Variable) -> Variable {
    precondition(
      shape.rank > 0 && shape.dropLast().elementsEqual(other.shape.dropLast()),
      "\(shape) and \(other.shape) are joined along their last axis: the others must agree")
    let operation = tape.record(
      JoinOperation<Scalar>.self, shape: shape.withColumns(shape.columns + other.shape.columns),
      self, other)
    operation.forward(tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// Rows of y = rows of a, then of b: da += the first columns of dy, db += the others.
final class JoinOperation<Scalar: TensorScalar>: Operation<Scalar> {
  func forward(_ workers: Workers) {
    workers.shareRows(shape, cost: shape.columns, Rows(operation: self, isForward: true))
  }

  override func backward(_ workers: Workers) {
    for input in inputs where input.needsGradient { _ = input.gradientToAddTo() }
    workers.shareRows(shape, cost: 2 * shape.columns, Rows(operation: self, isForward: false))
  }

  private struct Rows: RangeWork {
    let operation: JoinOperation
    let isForward: Bool

    @_specialize(where Scalar == Float)
    func run(_ rows: Range<Int>) {
      let width = operation.shape.columns
      var column = 0
      for input in operation.inputs {
        let columns = input.shape.columns
        if isForward {
          let (from, to) = (input.value, operation.value + column)
          for row in rows {
            (to + row * width).update(from: from + row * columns, count: columns)
          }
        } else if input.needsGradient {
          for row in rows {
            Scalar.Kernels.addScaled(
              columns, factor: 1, operation.gradient + row * width + column,
              into: input.gradient + row * columns)
          }
        }
        column += columns
      }
    }
  }
}
