import RondoNumerics

/// Functions that tests of significance need, with the same bits on every machine.
enum SpecialFunctions {
  /// The complementary error function, erfc(x) = 2/√π ∫ₓ^∞ exp(−t²) dt, for x ≥ 0.
  ///
  /// Relative error below 10⁻¹³ up to x = 26, where the result leaves the range of `Double`. Below
  /// 2 from the series erf(x) = 2/√π · exp(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!!, whose terms are all
  /// positive; from there by the continued fraction erfc(x) = exp(−x²)/√π · 1/(x + ½/(x + 1/(x +
  /// 3⁄2/(x + 2/(x + …))))) (Abramowitz & Stegun 1964, 7.1.6 and 7.1.14).
  static func complementaryErrorFunction(_ x: Double) -> Double {
    precondition(x >= 0, "complementaryErrorFunction: found \(x), expected a number from 0")
    let inverseRootPi = 0.564_189_583_547_756_3
    let gaussian = ReproducibleMath.exp(-x * x)
    if x < 2 {
      var (term, sum, n) = (x, x, 1.0)
      while term > sum * 0x1p-56 {
        term *= 2 * x * x / (2 * n + 1)
        sum += term
        n += 1
      }
      return 1 - 2 * inverseRootPi * gaussian * sum
    }
    var fraction = x
    for n in stride(from: 120.0, to: 0, by: -1) { fraction = x + n / 2 / fraction }
    return gaussian * inverseRootPi / fraction
  }

  /// The probability that a χ² variable with one degree of freedom exceeds `value`, from 0.
  static func chiSquaredTail(_ value: Double) -> Double {
    complementaryErrorFunction((value / 2).squareRoot())
  }

  /// The probability of at most `k` heads in `n` throws of a fair coin; exact to the rounding of
  /// a few sums for `n` up to 1000.
  static func fairBinomialCumulative(_ k: Int, of n: Int) -> Double {
    precondition(k >= 0 && k <= n && n <= 1000, "fairBinomialCumulative: found \(k) of \(n)")
    var term = ReproducibleMath.power(0.5, n)
    var sum = term
    for i in 0..<k {
      term *= Double(n - i) / Double(i + 1)
      sum += term
    }
    return min(sum, 1)
  }
}
