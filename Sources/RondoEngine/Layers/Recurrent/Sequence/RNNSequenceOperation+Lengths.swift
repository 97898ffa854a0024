/// Rows that end before the last step: their outputs and gradients after it are zero, and their
/// inputs there are not used. Rows after the last one that is still running are skipped.
extension RNNSequenceOperation {
  /// Sets `columns` numbers of each row that has ended at a step to zero.
  func clearEnded(
    _ step: Int, _ rows: Range<Int>, _ numbers: UnsafeMutablePointer<Scalar>, columns: Int
  ) {
    guard lengths.isUneven else { return }
    let running = lengths.running(step, in: rows)
    for row in running where lengths.hasEnded(row, step) {
      Scalar.Kernels.fill(columns, with: 0, into: numbers + (row - rows.lowerBound) * columns)
    }
    Scalar.Kernels.fill(
      (rows.upperBound - running.upperBound) * columns, with: 0,
      into: numbers + running.count * columns)
  }

  /// Replaces ids after the end of a row by the unknown id.
  func clearEndedIds() {
    guard lengths.isUneven, let ids else { return }
    let changed = UnsafeMutablePointer(mutating: ids)
    for t in 0..<steps {
      for row in 0..<batch where lengths.hasEnded(row, t) {
        changed[t * batch + row] = Int32(idColumns)
      }
    }
  }

  /// The elements [T, B, columns] of an input, zero after the end of a row.
  func cleared(_ x: UnsafePointer<Scalar>, columns: Int) -> UnsafePointer<Scalar> {
    guard lengths.isUneven else { return x }
    let count = batch * columns
    let copy = clearedInput.reserve(steps * count)
    copy.update(from: x, count: steps * count)
    for t in 0..<steps { clearEnded(t, 0..<batch, copy + t * count, columns: columns) }
    return UnsafePointer(copy)
  }

  /// A product with rows [T·B], without those that are skipped.
  func productOfRunning(_ call: ProductCall<Scalar>, _ workers: Workers) {
    guard lengths.isUneven else {
      return workers.product(call, shape: [steps, batch, call.columns])
    }
    shareBatch(
      workers, RunningProduct(call: call, lengths: lengths, steps: steps, batch: batch))
  }

  /// Shares the rows of the batch over the threads for a loop over time, balanced by their number
  /// of steps.
  func shareBatch<Work: RangeWork>(_ workers: Workers, _ work: Work) {
    let cost = steps * projected * units
    guard lengths.isUneven else { return workers.share(batch, cost: cost, work) }
    let parts = workers.parts(batch, grain: 1, cost: cost)
    workers.share(parts, BalancedRows(work: work, lengths: lengths, parts: parts))
  }
}

/// Work on rows of a batch, given a range of the parts into which it is divided.
private struct BalancedRows<Work: RangeWork>: RangeWork {
  let work: Work
  let lengths: RowLengths
  let parts: Int

  func run(_ range: Range<Int>) {
    let rows = lengths.rows(range, of: parts)
    if !rows.isEmpty { work.run(rows) }
  }
}

/// A product with rows [T·B], given rows of the batch: computes the running ones, step by step.
private struct RunningProduct<Scalar: TensorScalar>: RangeWork {
  let call: ProductCall<Scalar>
  let lengths: RowLengths
  let steps: Int
  let batch: Int

  func run(_ rows: Range<Int>) {
    for t in 0..<steps {
      let running = lengths.running(t, in: rows)
      guard !running.isEmpty else { continue }
      Scalar.Kernels.product(
        call.rows(t * batch + running.lowerBound..<t * batch + running.upperBound))
    }
  }
}
