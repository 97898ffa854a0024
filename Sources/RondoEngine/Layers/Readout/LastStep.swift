extension Variable {
  /// Vectors [B, D] at the last step of each row of [T, B, D]. With two directions every second
  /// block of `units` elements is taken from the first step. Empty lengths mean that all rows have
  /// T steps.
  @_specialize(where Scalar == Float)
  public func lastOverTime(lengths: [Int], units: Int, directions: Int) -> Variable {
    requireSteps(lengths)
    precondition(
      units > 0 && shape[2] % (units * directions) == 0,
      "outputs \(shape) are not made of \(directions) directions of \(units) units")
    let operation = tape.record(
      LastStepOperation<Scalar>.self, shape: [shape[1], shape[2]], self)
    (operation.units, operation.directions) = (units, directions)
    operation.forward(lengths, tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// y[b] = x[last step of b, b], or x[0, b] in the blocks of the reverse direction: dx += dy there.
final class LastStepOperation<Scalar: TensorScalar>: ReadoutOperation<Scalar> {
  var units = 1
  var directions = 1

  @_specialize(where Scalar == Float)
  override func forward(_ rows: Range<Int>) {
    for row in rows {
      for column in Swift.stride(from: 0, to: columns, by: units) {
        (value + row * columns + column).update(
          from: vectors.value + place(row, column), count: units)
      }
    }
  }

  @_specialize(where Scalar == Float)
  override func backward(_ rows: Range<Int>) {
    for row in rows {
      for column in Swift.stride(from: 0, to: columns, by: units) {
        Scalar.Kernels.addScaled(
          units, factor: 1, gradient + row * columns + column,
          into: vectors.gradient + place(row, column))
      }
    }
  }

  /// Position from which an element of a row is taken.
  private func place(_ row: Int, _ column: Int) -> Int {
    let step = directions == 2 && column / units % 2 == 1 ? 0 : length(row) - 1
    return step * stride + row * columns + column
  }
}
