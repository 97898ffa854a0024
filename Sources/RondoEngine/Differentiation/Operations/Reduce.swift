extension Variable {
  /// The sum of all elements, one number.
  public func sum() -> Variable { reshaped(to: [shape.elementCount]).sum(axis: 0) }

  /// The mean of all elements, one number.
  public func mean() -> Variable { sum() * (1 / Scalar(shape.elementCount)) }

  /// The sums along an axis, which the result lacks.
  public func sum(axis: Int) -> Variable {
    precondition(axis >= 0 && axis < shape.rank, "axis \(axis) of a shape of rank \(shape.rank)")
    let extents = Array(shape)
    let operation = tape.record(
      SumOperation<Scalar>.self, shape: Shape(extents[..<axis] + extents[(axis + 1)...]), self)
    operation.length = extents[axis]
    operation.inner = extents[(axis + 1)...].reduce(1, *)
    operation.forward()
    return Variable(tape: tape, operation: operation)
  }

  /// The means along an axis, which the result lacks.
  public func mean(axis: Int) -> Variable { sum(axis: axis) * (1 / Scalar(shape[axis])) }
}

/// y[o, i] = Σₗ x[o, l, i], l ascending: dx[o, l, i] += dy[o, i].
final class SumOperation<Scalar: TensorScalar>: Operation<Scalar> {
  var length = 0
  var inner = 1

  private var outer: Int { inner == 0 ? 0 : shape.elementCount / inner }

  func forward() {
    Scalar.Kernels.fill(shape.elementCount, with: 0, into: value)
    for o in 0..<outer {
      Scalar.Kernels.addColumnSums(
        rows: length, columns: inner,
        .init(pointer: inputs[0].value + o * length * inner, stride: inner),
        into: value + o * inner)
    }
  }

  override func backward(_ workers: Workers) {
    let dx = inputs[0].gradientToAddTo()
    for o in 0..<outer {
      for l in 0..<length {
        Scalar.Kernels.addScaled(
          inner, factor: 1, gradient + o * inner, into: dx + (o * length + l) * inner)
      }
    }
  }
}
