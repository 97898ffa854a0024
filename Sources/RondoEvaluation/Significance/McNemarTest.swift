import RondoNumerics

/// McNemar's test of whether two classifiers differ on the same cases by more than chance.
///
///     let test = McNemarTest(onlyFirst: 15, onlySecond: 4)
///     test.pValue  // 0.019…: such a difference is rare among equally good classifiers
///
/// Only the cases that exactly one of the two gets right matter (Q. McNemar 1947, "Note
/// on the sampling error of the difference between correlated proportions or percentages"). With
/// fewer than 25 of them the p value is that of the exact binomial test; from 25 on it is that of
/// χ² = max(|b − c| − 1, 0)² / (b + c) with one degree of freedom, Edwards' correction for
/// continuity. `Sendable`.
public struct McNemarTest: Sendable, Hashable {
  /// The method of computing the p value.
  public enum Method: String, Sendable, Hashable, Codable {
    /// The two-sided exact binomial test.
    case exact
    /// χ² with the correction for continuity.
    case chiSquared
  }

  /// b, the number of cases that only the first classifier gets right.
  public let onlyFirst: Int

  /// c, the number of cases that only the second classifier gets right.
  public let onlySecond: Int

  /// The test for two counts, neither negative.
  public init(onlyFirst: Int, onlySecond: Int) {
    precondition(
      onlyFirst >= 0 && onlySecond >= 0,
      "McNemarTest: found \(onlyFirst) and \(onlySecond), expected neither to be negative")
    (self.onlyFirst, self.onlySecond) = (onlyFirst, onlySecond)
  }

  /// The test for the predictions of two classifiers, all `[N]`.
  public init(truth: [Int], first: [Int], second: [Int]) {
    precondition(
      truth.count == first.count && truth.count == second.count,
      "McNemarTest: found \(truth.count) true labels, \(first.count) and \(second.count) predicted")
    self.init(
      onlyFirst: truth.indices.count { first[$0] == truth[$0] && second[$0] != truth[$0] },
      onlySecond: truth.indices.count { first[$0] != truth[$0] && second[$0] == truth[$0] })
  }

  /// The method of computing the p value.
  public var method: Method { onlyFirst + onlySecond < 25 ? .exact : .chiSquared }

  /// χ² with the correction for continuity; nil for the exact test.
  public var statistic: Double? {
    guard method == .chiSquared else { return nil }
    let difference = Double(max(abs(onlyFirst - onlySecond) - 1, 0))
    return difference * difference / Double(onlyFirst + onlySecond)
  }

  /// The probability, for equally good classifiers, of a difference at least as large; 1 for two
  /// that are right on the same cases.
  public var pValue: Double {
    if let statistic { return SpecialFunctions.chiSquaredTail(statistic) }
    let tail = SpecialFunctions.fairBinomialCumulative(
      min(onlyFirst, onlySecond), of: onlyFirst + onlySecond)
    return min(1, 2 * tail)
  }
}

extension McNemarTest: Encodable {
  private enum Key: String, CodingKey { case onlyFirst, onlySecond, method, statistic, pValue }

  /// All keys are present; the statistic of an exact test is null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(onlyFirst, forKey: .onlyFirst)
    try container.encode(onlySecond, forKey: .onlySecond)
    try container.encode(method, forKey: .method)
    try container.encode(statistic, forKey: .statistic)
    try container.encode(pValue, forKey: .pValue)
  }
}

/// Functions for tests of significance, with the same bits on every machine.
enum SpecialFunctions {
  /// The complementary error function, erfc(x) = 2/√π ∫ₓ^∞ exp(−t²) dt, for x ≥ 0.
  ///
  /// Relative error below 10⁻¹³ up to x = 26, where the result underflows `Double`. Below
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

  /// The probability of at most `k` heads in `n` throws of a fair coin; exact up to rounding
  /// for `n` up to 1000.
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
