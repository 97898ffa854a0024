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
        guard let start, let targets = targets.baseAddress else { return }
        tape.workers.shareRows(
          shape, cost: 20 * columns,
          CrossEntropyRows(
            columns: columns, logits: current.value, targets: targets, scale: 1, losses: start,
            slopes: nil))
      }
      count = rows
    }
  }
}
