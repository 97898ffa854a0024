extension Variable {
  /// The cross-entropy of each row of logits [..., V] against its target, in nats and double
  /// precision: what `crossEntropy` averages. Rows whose target is not in 0..<V give 0. Not
  /// recorded: it has no gradient.
  public func negativeLogLikelihoods(_ targets: [Int32]) -> [Double] {
    let (rows, columns) = (shape.rows, shape.columns)
    precondition(targets.count == rows, "\(targets.count) targets for logits of shape \(shape)")
    return [Double](unsafeUninitializedCapacity: rows) { losses, count in
      let start = losses.baseAddress
      targets.withUnsafeBufferPointer { targets in
        tape.workers.splitRows(shape, cost: 20 * columns) { range in
          guard let start, let target = targets.baseAddress else { return }
          let first = range.lowerBound
          Scalar.Kernels.crossEntropy(
            rows: range.count, columns: columns, operation.value + first * columns,
            targets: target + first, scale: 1, losses: start + first, gradient: nil)
        }
      }
      count = rows
    }
  }
}
