extension Variable {
  /// The rows of a table [V, D] that `ids` name, in their order: [ids, D].
  ///
  /// An id of V stands for an unknown symbol: a row of zeros, as a one-hot row without a one.
  public func gather(_ ids: [Int32]) -> Variable {
    precondition(shape.rank == 2, "rows are gathered from a matrix, not from \(shape)")
    precondition(
      ids.allSatisfy { $0 >= 0 && $0 <= shape[0] }, "an id is not in 0...\(shape[0])")
    let operation = tape.record(
      GatherOperation<Scalar>.self, shape: [ids.count, shape[1]], self)
    operation.ids = ids
    operation.forward()
    return Variable(tape: tape, operation: operation)
  }
}

/// y[r] = table[ids[r]]: dtable[ids[r]] += dy[r], rows ascending.
final class GatherOperation<Scalar: TensorScalar>: Operation<Scalar> {
  var ids: [Int32] = []

  func forward() {
    let (table, columns) = (inputs[0], shape[1])
    for (row, id) in ids.enumerated() {
      if Int(id) < table.shape[0] {
        (value + row * columns).update(from: table.value + Int(id) * columns, count: columns)
      } else {
        Scalar.Kernels.fill(columns, with: 0, into: value + row * columns)
      }
    }
  }

  override func backward(_ workers: Workers) {
    let (table, columns) = (inputs[0], shape[1])
    let dtable = table.gradientToAddTo()
    for (row, id) in ids.enumerated() where Int(id) < table.shape[0] {
      Scalar.Kernels.addScaled(
        columns, factor: 1, gradient + row * columns, into: dtable + Int(id) * columns)
    }
  }
}
