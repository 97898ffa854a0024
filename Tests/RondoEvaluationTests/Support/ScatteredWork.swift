import RondoNumerics

/// Work in many small pieces, the last first, as threads might do it.
struct ScatteredWork: WorkSharing {
  var count: Int { 3 }

  func split(_ count: Int, grain: Int, cost: Int, _ body: (Range<Int>) -> Void) {
    let size = max(grain, 2)
    for start in stride(from: 0, to: count, by: size).reversed() {
      body(start..<min(start + size, count))
    }
  }
}
