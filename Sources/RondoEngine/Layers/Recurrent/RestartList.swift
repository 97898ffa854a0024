/// Which rows of a batch begin anew, and before which time steps.
///
/// Its memory is kept from one use to the next; the owner frees it.
struct RestartList {
  /// Where the rows of each step begin in `rows`, [T + 1].
  private var starts = Workspace<Int32>()
  private var rows = Workspace<Int32>()

  /// The number of restarts.
  private(set) var count = 0

  /// Restarts where a flag, [T·B] and time-major, is true; none where there are no flags.
  mutating func set(_ flags: [Bool], steps: Int) {
    count = 0
    for flag in flags where flag { count += 1 }
    guard count > 0 else { return }
    let (starts, rows) = (starts.reserve(steps + 1), rows.reserve(count))
    let batch = flags.count / steps
    var found = 0
    for t in 0..<steps {
      starts[t] = Int32(found)
      for row in 0..<batch where flags[t * batch + row] {
        rows[found] = Int32(row)
        found += 1
      }
    }
    starts[steps] = Int32(found)
  }

  /// The rows that begin anew before a step, ascending.
  func rows(before step: Int) -> UnsafeBufferPointer<Int32> {
    guard count > 0 else { return .init(start: nil, count: 0) }
    let (first, end) = (Int(starts.pointer[step]), Int(starts.pointer[step + 1]))
    return .init(start: rows.pointer + first, count: end - first)
  }

  mutating func free() {
    starts.free()
    rows.free()
  }
}
