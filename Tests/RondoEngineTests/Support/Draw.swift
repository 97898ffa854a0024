@testable import RondoEngine

/// Draws inputs for tests from a seed, which belongs in the message of a failure.
struct Draw {
  private let stream: RandomStream
  private var position: UInt64 = 0

  init(seed: Int) { stream = RandomStream(seed: UInt64(seed), purpose: .general) }

  mutating func number(in range: ClosedRange<Double> = -1...1) -> Double {
    defer { position += 1 }
    let part = stream.uniform(at: position)
    return range.lowerBound + part * (range.upperBound - range.lowerBound)
  }

  mutating func integer(in range: ClosedRange<Int>) -> Int {
    defer { position += 1 }
    return range.lowerBound + stream.integer(below: range.count, at: position)
  }

  mutating func floats(_ count: Int, in range: ClosedRange<Double> = -1...1) -> [Float] {
    (0..<count).map { _ in Float(number(in: range)) }
  }

  mutating func ids(_ count: Int, upTo last: Int) -> [Int32] {
    (0..<count).map { _ in Int32(integer(in: 0...last)) }
  }

  mutating func tensor<Scalar: TensorScalar>(
    _ shape: Shape, from domain: Domain = .symmetric
  ) -> Tensor<Scalar> {
    Tensor((0..<shape.elementCount).map { _ in Scalar(number(from: domain)) }, shape: shape)
  }

  private mutating func number(from domain: Domain) -> Double {
    switch domain {
    case .symmetric: return number()
    case .positive: return number(in: 0.5...2)
    case .awayFromZero:
      let size = number(in: 0.5...1.5)
      return integer(in: 0...1) == 0 ? size : -size
    }
  }
}

/// Where the inputs of an operation come from.
enum Domain {
  /// −1...1.
  case symmetric
  /// 0.5...2.
  case positive
  /// ±0.5...1.5: for divisors, and for functions with a kink at zero.
  case awayFromZero
}

/// True in a debug build, where kernels are 20 to 150 times slower.
#if DEBUG
  let isDebugBuild = true
#else
  let isDebugBuild = false
#endif
