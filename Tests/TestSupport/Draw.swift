import RondoNumerics

/// Random inputs for tests; the seed belongs in the message of a failure.
package struct Draw {
  private let stream: RandomStream
  private var position: UInt64 = 0

  package init(seed: Int) { stream = RandomStream(seed: UInt64(seed), purpose: .general) }

  package mutating func number(in range: ClosedRange<Double> = -1...1) -> Double {
    defer { position += 1 }
    let part = stream.uniform(at: position)
    return range.lowerBound + part * (range.upperBound - range.lowerBound)
  }

  package mutating func integer(in range: ClosedRange<Int>) -> Int {
    defer { position += 1 }
    return range.lowerBound + stream.integer(below: range.count, at: position)
  }

  package mutating func floats(_ count: Int, in range: ClosedRange<Double> = -1...1) -> [Float] {
    (0..<count).map { _ in Float(number(in: range)) }
  }

  package mutating func ids(_ count: Int, upTo last: Int) -> [Int32] {
    (0..<count).map { _ in Int32(integer(in: 0...last)) }
  }
}

/// True in a debug build, in which kernels are 20 to 150 times slower.
#if DEBUG
  package let isDebugBuild = true
#else
  package let isDebugBuild = false
#endif
