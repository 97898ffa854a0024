public import RondoEngine

extension SequenceClassifier where Scalar == Float {
  /// The logits of each case, or the number of a regression, [N, K] in the order of the cases.
  ///
  /// Cases are read side by side with others of about the same length, `batch` at a time and no more
  /// than about 2¹³ steps; each has the bits that it has alone.
  public func outputs(
    of cases: [SequenceInput], on tape: Tape<Float>, batch: Int = 64
  ) -> [Float] {
    precondition(batch > 0, "batches of \(batch) cases")
    let count = architecture.outputs
    var result = [Float](repeating: 0, count: cases.count * count)
    let order = cases.indices.sorted {
      (cases[$0].length, $1) > (cases[$1].length, $0)  // the longest first, then as given
    }
    var next = 0
    while next < order.count {
      let length = cases[order[next]].length
      let rows = min(batch, max(1, SequenceBatch.greatestSize / length), order.count - next)
      let group = order[next..<next + rows]
      tape.withoutGradients {
        let found = logits(group.map { cases[$0] }, on: tape).value.scalars
        for (row, index) in group.enumerated() {
          for k in 0..<count { result[index * count + k] = found[row * count + k] }
        }
      }
      next += rows
    }
    return result
  }
}
