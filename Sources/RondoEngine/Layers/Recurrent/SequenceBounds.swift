/// Where the rows of a batch of sequences begin anew and where they end.
struct SequenceBounds {
  /// T·B flags, time-major: the row's state is set to zero before that step. Empty where no row
  /// begins anew.
  var resets: [Bool] = []
  /// The number of steps of each row, [B]. Empty where all have T.
  var lengths: [Int] = []

  /// Refuses what does not fit T steps of B rows.
  func require(steps: Int, batch: Int) {
    precondition(
      resets.isEmpty || resets.count == steps * batch,
      "\(resets.count) resets for \(steps * batch) inputs")
    precondition(
      lengths.isEmpty || lengths.count == batch, "\(lengths.count) lengths for \(batch) rows")
    for length in lengths {
      precondition(length > 0 && length <= steps, "a length is not in 1...\(steps): \(length)")
    }
  }

  /// Refuses ids that are not in 0...`last`, but for those after a row's end.
  func require(_ ids: [Int32], upTo last: Int, batch: Int) {
    let limit = Int32(last)
    guard !lengths.isEmpty else {
      for id in ids { precondition(id >= 0 && id <= limit, "an id is not in 0...\(last)") }
      return
    }
    for (row, length) in lengths.enumerated() {
      for at in stride(from: row, to: length * batch, by: batch) {
        precondition(ids[at] >= 0 && ids[at] <= limit, "an id is not in 0...\(last)")
      }
    }
  }
}
