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
    var column = 0
    for input in inputs {
      share(input, at: column, input.value, .read, workers)
      column += input.shape.columns
    }
  }

  override func backward(_ workers: Workers) {
    var column = 0
    for input in inputs {
      if input.needsGradient {
        let (gradient, accumulate) = input.gradientToWriteOrAddTo()
        share(input, at: column, gradient, accumulate ? .addTo : .write, workers)
      }
      column += input.shape.columns
    }
  }

  /// What is done to the numbers of an input, or to their gradient.
  private enum Use { case read, write, addTo }

  private func share(
    _ input: Operation<Scalar>, at column: Int, _ numbers: UnsafeMutablePointer<Scalar>, _ use: Use,
    _ workers: Workers
  ) {
    let (width, columns) = (shape.columns, input.shape.columns)
    let joined = (use == .read ? value : gradient) + column
    workers.shareRows(
      shape, cost: columns,
      Rows(use: use, joined: joined, width: width, numbers: numbers, columns: columns))
  }

  private struct Rows: RangeWork {
    let use: Use
    let joined: UnsafeMutablePointer<Scalar>
    let width: Int
    let numbers: UnsafeMutablePointer<Scalar>
    let columns: Int

    @_specialize(where Scalar == Float)
    func run(_ rows: Range<Int>) {
      for row in rows {
        let (part, own) = (joined + row * width, numbers + row * columns)
        switch use {
        case .read: part.update(from: own, count: columns)
        case .write: own.update(from: part, count: columns)
        case .addTo: Scalar.Kernels.addScaled(columns, factor: 1, part, into: own)
        }
      }
    }
  }
}
