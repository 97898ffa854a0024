import RondoNumerics

/// Small random texts; the seed is an argument of the test, so that a failure shows it.
package struct SeededIDs {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
  }

  package mutating func number(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  /// Ids below `bound`, with repetitions of earlier stretches, so that long contexts recur.
  package mutating func ids(count: Int, below bound: Int) -> [UInt32] {
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

/// Uniform random ids in 0..<bound.
package func drawnIDs(_ count: Int, below bound: Int, seed: UInt64 = 1) -> [Int32] {
  let stream = RandomStream(seed: seed, purpose: .general, index: 1000)
  return (0..<count).map { Int32(stream.integer(below: bound, at: UInt64($0))) }
}

/// A small random number generator whose whole state is its seed (SplitMix64).
package struct CheckpointRandom: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
