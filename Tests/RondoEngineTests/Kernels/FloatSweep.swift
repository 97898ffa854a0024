import Foundation

@_spi(Kernels) @testable import RondoEngine

/// Floats spread over all bit patterns, and what the kernels make of them.
enum FloatSweep {
  /// Every `step`-th bit pattern from `first` on, as long as they are finite.
  static func numbers(from first: Float, to last: Float, step: Int) -> [Float] {
    stride(from: first.bitPattern, through: last.bitPattern, by: step).map(Float.init(bitPattern:))
  }

  /// Finite numbers of both signs; a debug build takes fewer.
  static let wide: [Float] = {
    let step = isDebugBuild ? 1_000_003 : 1009
    let positive = numbers(from: 0, to: .greatestFiniteMagnitude, step: step)
    return positive + positive.map(-)
  }()

  /// Numbers of size 2⁻¹² to 128, where the functions bend.
  static let bent: [Float] = {
    let positive = numbers(from: 0x1p-12, to: 128, step: isDebugBuild ? 40_009 : 257)
    return positive + positive.map(-)
  }()

  /// `neighbours` floats to each side of each of the points, ascending around each.
  static func around(_ points: [Double], neighbours: Int) -> [[Float]] {
    points.map { point in
      var x = Float(point)
      for _ in 0..<neighbours { x = x.nextDown }
      return (0...2 * neighbours).map { _ in
        defer { x = x.nextUp }
        return x
      }
    }
  }

  static func apply(_ function: UnaryFunction, _ x: [Float]) -> [Float] {
    var y = [Float](repeating: 7, count: x.count)
    FloatKernels.apply(function, x.count, x, into: &y)
    return y
  }

  /// The system's function in `Double`.
  static func exact(_ function: UnaryFunction, _ x: Float) -> Double {
    let x = Double(x)
    switch function {
    case .exp: return Foundation.exp(x)
    case .log: return Foundation.log(x)
    case .tanh: return Foundation.tanh(x)
    case .logistic:
      let e = Foundation.exp(-abs(x))
      return x < 0 ? e / (1 + e) : 1 / (1 + e)
    default: preconditionFailure("\(function) is no function of the kernels")
    }
  }
}
