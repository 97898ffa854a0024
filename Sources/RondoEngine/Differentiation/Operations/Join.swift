extension Variable {
  /// This value and another one concatenated along the last axis: [..., M] and [..., N] become
  /// [..., M + N].
  @_specialize(where Scalar == Float)
  public func joined(with other: Variable) -> Variable {
    precondition(
      shape.rank > 0 && shape.dropLast().elementsEqual(other.shape.dropLast()),
      "\(shape) and \(other.shape) are joined along their last axis: the others must agree")
    let operation = tape.record(
      JoinOperation<Scalar>.self, shape: shape.withColumns(shape.columns + other.shape.columns),
      self, other)
    operation.forward(outer: shape.rows, tape.workers)
    return Variable(tape: tape, operation: operation)
  }

  /// Values concatenated along an existing axis: [T, B, M] and [T, B, N] along axis −1 become [T,
  /// B, M + N].
  ///
  /// - Parameters:
  ///   - parts: at least one; their other extents are equal.
  ///   - axis: counted from the first axis, or from the last one as −1.
  public static func concatenated(_ parts: [Variable], axis: Int) -> Variable {
    guard let first = parts.first else { preconditionFailure("nothing to concatenate") }
    let shape = first.shape
    let axis = shape.position(ofAxis: axis)
    var extent = 0
    for part in parts {
      precondition(
        part.shape.rank == shape.rank
          && shape.indices.allSatisfy { $0 == axis || part.shape[$0] == shape[$0] },
        "\(shape) and \(part.shape) are concatenated along axis \(axis): the others must agree")
      extent += part.shape[axis]
    }
    let result = Shape(rank: shape.rank) { $0 == axis ? extent : shape[$0] }
    return join(parts, into: result, outer: shape.count(of: 0..<axis))
  }

  /// Values of equal shape stacked along a new axis: n values [B, H] along axis 0 become [n, B, H].
  ///
  /// - Parameters:
  ///   - parts: at least one.
  ///   - axis: the new axis of the result, counted from the first one, or from the last one as −1.
  public static func stacked(_ parts: [Variable], axis: Int) -> Variable {
    guard let first = parts.first else { preconditionFailure("nothing to stack") }
    let shape = first.shape
    let axis = axis < 0 ? axis + shape.rank + 1 : axis
    precondition(axis >= 0 && axis <= shape.rank, "axis \(axis) of a stack of values \(shape)")
    for part in parts {
      precondition(part.shape == shape, "\(shape) and \(part.shape) are not stacked")
    }
    let result = Shape(rank: shape.rank + 1) {
      $0 == axis ? parts.count : shape[$0 < axis ? $0 : $0 - 1]
    }
    return join(parts, into: result, outer: shape.count(of: 0..<axis))
  }

  private static func join(_ parts: [Variable], into shape: Shape, outer: Int) -> Variable {
    let tape = parts[0].tape
    let operation = tape.record(JoinOperation<Scalar>.self, shape: shape, inputs: parts)
    operation.forward(outer: outer, tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// A row of y = a row of each input, one after the other: the gradient of each input += its part of
/// dy.
///
/// A row consists of the elements at one position of the axes before the joined one.
final class JoinOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var outer = 0

  func forward(outer: Int, _ workers: Workers) {
    self.outer = outer
    var column = 0
    for input in inputs {
      share(input, at: column, input.value, .read, workers)
      column += width(input)
    }
  }

  override func backward(_ workers: Workers) {
    var column = 0
    for input in inputs {
      if input.needsGradient {
        let (gradient, accumulate) = input.gradientToWriteOrAddTo()
        share(input, at: column, gradient, accumulate ? .addTo : .write, workers)
      }
      column += width(input)
    }
  }

  /// Number of elements of a value in a row.
  private func width(_ operation: Operation<Scalar>) -> Int {
    outer == 0 ? 0 : operation.shape.elementCount / outer
  }

  /// Access to the elements of an input, or to their gradient.
  private enum Use { case read, write, addTo }

  private func share(
    _ input: Operation<Scalar>, at column: Int, _ numbers: UnsafeMutablePointer<Scalar>, _ use: Use,
    _ workers: Workers
  ) {
    let columns = width(input)
    let joined = (use == .read ? value : gradient) + column
    let work = Rows(
      use: use, joined: joined, width: width(self), numbers: numbers, columns: columns)
    if outer == shape.rows {
      workers.shareRows(shape, cost: columns, work)
    } else {
      workers.share(outer, cost: columns, work)
    }
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
