/// Numbers of steps of the rows of a batch, and which rows are still running at a step.
///
/// Its memory is reused; the owner frees it.
struct RowLengths {
  private var lengths = Workspace<Int32>()
  /// For each step the number of rows up to the last running one, [T].
  private var running = Workspace<Int32>()
  private var batch = 0

  /// True if some row ends before the last step.
  private(set) var isUneven = false

  /// Sets the number of steps of each row; empty if all rows have `steps`.
  mutating func set(_ counts: [Int], steps: Int) {
    isUneven = false
    for count in counts where count < steps { isUneven = true }
    guard isUneven else { return }
    batch = counts.count
    let (lengths, running) = (lengths.reserve(batch), running.reserve(steps))
    running.update(repeating: 0, count: steps)
    for row in 0..<batch {
      lengths[row] = Int32(counts[row])
      for t in 0..<counts[row] { running[t] = Int32(row + 1) }
    }
  }

  /// Number of steps of a row.
  func length(_ row: Int, of steps: Int) -> Int { isUneven ? Int(lengths.pointer[row]) : steps }

  /// The rows of a range up to the last one that is running at a step.
  func running(_ step: Int, in rows: Range<Int>) -> Range<Int> {
    guard isUneven else { return rows }
    let end = Int(running.pointer[step])
    return rows.lowerBound..<min(max(end, rows.lowerBound), rows.upperBound)
  }

  /// True if a row ends before a step.
  func hasEnded(_ row: Int, _ step: Int) -> Bool {
    isUneven && Int(lengths.pointer[row]) <= step
  }

  /// The rows of some of `count` parts into which the batch is divided, balanced by their number of
  /// steps.
  func rows(_ parts: Range<Int>, of count: Int) -> Range<Int> {
    firstRow(parts.lowerBound, of: count)..<firstRow(parts.upperBound, of: count)
  }

  private func firstRow(_ part: Int, of count: Int) -> Int {
    var total = 0
    for row in 0..<batch { total += Int(lengths.pointer[row]) }
    var (row, before) = (0, 0)
    while row < batch && before * count < total * part {
      before += Int(lengths.pointer[row])
      row += 1
    }
    return row
  }

  mutating func free() {
    lengths.free()
    running.free()
  }
}

/// Resets and lengths of the rows in a batch of sequences.
struct SequenceBounds {
  /// T·B flags, time-major: the state of the row is set to zero before that step. Empty if there
  /// are no resets.
  var resets: [Bool] = []
  /// Number of steps of each row, [B]. Empty if all rows have T steps.
  var lengths: [Int] = []

  /// Traps unless the bounds fit T steps of B rows.
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

  /// Traps unless all ids, except those after the end of a row, are in 0...`last`.
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
