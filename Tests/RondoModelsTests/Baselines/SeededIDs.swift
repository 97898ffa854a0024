/// Small random texts; the seed is an argument of the test, so that a failure names it.
struct SeededIDs {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
  }

  mutating func number(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  /// Ids below `bound`, with repeats of earlier stretches, so that long contexts recur.
  mutating func ids(count: Int, below bound: Int) -> [UInt32] {
    var ids: [UInt32] = []
    while ids.count < count {
      if ids.count > 8 && number(below: 3) == 0 {
        let start = number(below: ids.count - 6)
        ids += ids[start..<start + 6]
      } else {
        ids.append(UInt32(number(below: bound)))
      }
    }
    return Array(ids.prefix(count))
  }
}
