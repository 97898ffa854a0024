/// Nil where each number found is within absolute + relative·|expected| of the one expected;
/// otherwise the first place where it is not, for the failure's message.
package func difference<A: BinaryFloatingPoint, B: BinaryFloatingPoint>(
  _ found: some Collection<A>, from expected: some Collection<B>, absolute: Double,
  relative: Double
) -> String? {
  guard found.count == expected.count else {
    return "\(found.count) numbers instead of \(expected.count)"
  }
  for (index, (a, b)) in zip(found, expected).enumerated() {
    let (a, b) = (Double(a), Double(b))
    if a == b || a.isNaN && b.isNaN { continue }
    if !(abs(a - b) <= absolute + relative * abs(b)) {
      return "at \(index): \(a) instead of \(b), which differs by \(a - b)"
    }
  }
  return nil
}

/// Nil where the numbers have the same bits, but for the payload and sign of a NaN, which
/// processors choose; otherwise the first place where they differ.
package func bitDifference(_ found: [Float], from expected: [Float]) -> String? {
  guard found.count == expected.count else {
    return "\(found.count) numbers instead of \(expected.count)"
  }
  for (index, (a, b)) in zip(found, expected).enumerated()
  where a.bitPattern != b.bitPattern && !(a.isNaN && b.isNaN) {
    return "at \(index): \(a) instead of \(b)"
  }
  return nil
}

extension Float {
  /// How far this number is from `exact`, in units in the last place of a `Float` as large as
  /// `exact`, which is normal.
  package func ulps(from exact: Double) -> Double {
    abs(Double(self) - exact) / Double(Float(exact.magnitude).binade.ulp)
  }
}

extension Double {
  /// How far this number is from `exact`, in units in the last place of `exact`.
  package func ulps(from exact: Double) -> Double { abs(self - exact) / exact.ulp }
}
