@_spi(Kernels) @testable import RondoEngine

extension ProductCase {
  /// C with its gaps, by plain loops in the documented order: depth ascending, fused.
  func plainLoops() -> [Float] {
    var c = [Float](repeating: 77, count: rows * stride)
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = origin(row).map { start[$0 + column] } ?? 0
        for k in 0..<depth { sum.addProduct(a[row * (depth + gap) + k], b[k * columns + column]) }
        if epilogue == 1 { sum = FloatSweep.apply(.tanh, [sum])[0] }
        if epilogue == 2 {
          let y = activations[row * stride + column]
          sum.addProduct(-(sum * y), y)
        }
        c[row * stride + column] = sum
      }
    }
    return c
  }

  /// C − the exact sum in `Double`, at worst, in units of 2⁻²⁴·(|initial| + Σ|a·b|); without an
  /// epilogue.
  func error(of c: [Float]) -> Double {
    var worst = 0.0
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = origin(row).map { Double(start[$0 + column]) } ?? 0
        var size = abs(sum)
        for k in 0..<depth {
          let product = Double(a[row * (depth + gap) + k]) * Double(b[k * columns + column])
          sum += product
          size += abs(product)
        }
        let error = abs(Double(c[row * stride + column]) - sum)
        worst = max(worst, error / max(size * 0x1p-24, .leastNormalMagnitude))
      }
    }
    return worst
  }
}
