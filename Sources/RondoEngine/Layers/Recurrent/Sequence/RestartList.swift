/// Rows of a batch that restart within a sequence, by time step, in the order in which a layer
/// takes the steps.
///
/// Its memory is reused; the owner frees it.
struct RestartList {
  /// A row that restarts: from the initial state if `isFirst`, otherwise from zeros.
  struct Restart {
    var row: Int32
    var isFirst: Bool
  }

  /// Offset of each step's restarts in `restarts`, [T + 1].
  private var starts = Workspace<Int32>()
  private var restarts = Workspace<Restart>()

  /// Number of restarts.
  private(set) var count = 0

  /// Collects the resets of the bounds and, in a layer that reads from the last step to the first,
  /// the last step of each row.
  mutating func set(
    _ bounds: SequenceBounds, _ lengths: RowLengths, steps: Int, batch: Int, isReversed: Bool
  ) {
    count = 0
    guard !bounds.resets.isEmpty || isReversed && lengths.isUneven else { return }
    let starts = starts.reserve(steps + 1)
    bounds.resets.withUnsafeBufferPointer { flags in
      func restart(_ step: Int, _ row: Int) -> Restart? {
        let end = lengths.length(row, of: steps)
        if isReversed && step == end - 1 && end < steps {
          return .init(row: Int32(row), isFirst: true)
        }
        let reset = isReversed ? step + 1 : step
        guard !flags.isEmpty, reset < end, flags[reset * batch + row] else { return nil }
        return .init(row: Int32(row), isFirst: false)
      }
      for t in 0..<steps {
        starts[t] = Int32(count)
        for row in 0..<batch where restart(t, row) != nil { count += 1 }
      }
      starts[steps] = Int32(count)
      guard count > 0 else { return }
      var next = restarts.reserve(count)
      for t in 0..<steps where starts[t] < starts[t + 1] {
        for row in 0..<batch {
          guard let restart = restart(t, row) else { continue }
          next.pointee = restart
          next += 1
        }
      }
    }
  }

  /// Rows that restart before a step, ascending.
  subscript(step: Int) -> UnsafeBufferPointer<Restart> {
    guard count > 0 else { return .init(start: nil, count: 0) }
    let (first, end) = (Int(starts.pointer[step]), Int(starts.pointer[step + 1]))
    return .init(start: restarts.pointer + first, count: end - first)
  }

  mutating func free() {
    starts.free()
    restarts.free()
  }
}
