/// Describes the first number that is not within absolute + relative·|expected| of the expected
/// one; nil if there is none.
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

/// Describes the first number whose bits differ from the expected ones; nil if there is none. The
/// payload and sign of a NaN, which depend on the processor, are ignored.
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
  /// Distance to `exact`, in units in the last place of a `Float` of the size of `exact`, which
  /// must be normal.
  package func ulps(from exact: Double) -> Double {
    abs(Double(self) - exact) / Double(Float(exact.magnitude).binade.ulp)
  }
}

extension Double {
  /// Distance to `exact`, in units in the last place of `exact`.
  package func ulps(from exact: Double) -> Double { abs(self - exact) / exact.ulp }
}
