import TestSupport

@testable import RondoEngine

/// Where the inputs of an operation come from.
enum Domain {
  /// −1...1.
  case symmetric
  /// 0.5...2.
  case positive
  /// ±0.5...1.5: for divisors, and for functions with a kink at zero.
  case awayFromZero
}

extension Draw {
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
