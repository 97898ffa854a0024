private import CKernels

/// Elementary functions of `Double` with the same bits on every machine, unlike the system's.
///
/// Everything that is stored in a file or used for sampling is computed with these. Errors are a
/// few units in the last place.
public enum ReproducibleMath {
  /// eˣ.
  public static func exp(_ x: Double) -> Double { rondo_exp_double(x) }

  /// Natural logarithm of x.
  public static func log(_ x: Double) -> Double { rondo_log_double(x) }

  /// Cosine of 2π·turns.
  public static func cosine(turns: Double) -> Double { rondo_cos_turns(turns) }

  /// Sine of 2π·turns.
  public static func sine(turns: Double) -> Double { rondo_sin_turns(turns) }

  /// xⁿ for n ≥ 0, by repeated squaring.
  public static func power(_ x: Double, _ n: Int) -> Double {
    precondition(n >= 0, "a negative power: \(n)")
    var (result, square, rest) = (1.0, x, n)
    while rest > 0 {
      if rest % 2 == 1 { result *= square }
      square *= square
      rest /= 2
    }
    return result
  }
}
