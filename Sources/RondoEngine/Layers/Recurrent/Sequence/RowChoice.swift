extension Variable {
  /// The rows of this value [B, …] where `isChosen`, [B], is true, elsewhere the rows of another
  /// value of the same shape, or zeros. Rows that are not chosen are not used, even if they are not
  /// finite.
  func choosing(_ isChosen: [Bool], else other: Variable? = nil) -> Variable {
    precondition(
      shape.rank > 0 && isChosen.count == shape[0] && other?.shape ?? shape == shape,
      "\(isChosen.count) choices of rows of \(shape), else of \(other?.shape ?? shape)")
    let operation = tape.record(RowChoiceOperation<Scalar>.self, shape: shape, self, other)
    operation.forward(isChosen)
    return Variable(tape: tape, operation: operation)
  }
}

/// y[b] = x[b] if row b is chosen, otherwise z[b] or 0: dx[b] += dy[b] or dz[b] += dy[b].
final class RowChoiceOperation<Scalar: TensorScalar>: Operation<Scalar> {
  private var chosen = Workspace<Bool>()

  deinit { chosen.free() }

  private var columns: Int { shape.elementCount / max(shape[0], 1) }

  @_specialize(where Scalar == Float)
  func forward(_ isChosen: [Bool]) {
    let (chosen, columns) = (chosen.reserve(isChosen.count), columns)
    for (row, isFirst) in isChosen.enumerated() {
      (chosen + row).pointee = isFirst
      let at = row * columns
      if isFirst {
        (value + at).update(from: inputs[0].value + at, count: columns)
      } else if inputs.count > 1 {
        (value + at).update(from: inputs[1].value + at, count: columns)
      } else {
        Scalar.Kernels.fill(columns, with: 0, into: value + at)
      }
    }
  }

  @_specialize(where Scalar == Float)
  override func backward(_ workers: Workers) {
    let columns = columns
    for (k, input) in inputs.enumerated() where input.needsGradient {
      let dx = input.gradientToAddTo()
      for row in 0..<shape[0] where chosen.pointer[row] == (k == 0) {
        let at = row * columns
        Scalar.Kernels.addScaled(columns, factor: 1, gradient + at, into: dx + at)
      }
    }
  }
}
