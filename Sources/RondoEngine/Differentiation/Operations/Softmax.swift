extension Variable {
  /// Probabilities along the last axis: yᵢ = exp(xᵢ) / Σⱼ exp(xⱼ).
  public func softmax() -> Variable {
    precondition(shape.rank > 0 && shape.columns > 0, "softmax of an empty axis")
    let operation = tape.record(SoftmaxOperation<Scalar>.self, shape: shape, self)
    operation.forward(tape.workers)
    return Variable(tape: tape, operation: operation)
  }
}

/// y = softmax(x) along the last axis: dxᵢ += yᵢ·(dyᵢ − Σⱼ dyⱼ·yⱼ).
final class SoftmaxOperation<Scalar: TensorScalar>: Operation<Scalar> {
  func forward(_ workers: Workers) {
    let (x, columns) = (inputs[0].value, shape.columns)
    workers.split(shape.rows) { rows in
      let at = rows.lowerBound * columns
      Scalar.Kernels.softmax(rows: rows.count, columns: columns, x + at, into: value + at)
    }
  }

  override func backward(_ workers: Workers) {
    Scalar.Kernels.addSoftmaxGradient(
      rows: shape.rows, columns: shape.columns, y: value, dy: gradient,
      into: inputs[0].gradientToAddTo())
  }
}
