import Foundation
import TestSupport
import Testing

@testable import RondoFiles

struct DecimalNumberTests {
  private func parse(_ text: String) -> Double? {
    let bytes = Array("<\(text)>".utf8)
    return DecimalNumber.parse(bytes, 1..<bytes.count - 1)
  }

  @Test(arguments: [
    ("0", 0), ("1", 1), ("+1.5", 1.5), ("-2.50", -2.5), (".5", 0.5), ("5.", 5), ("007", 7),
    ("1e3", 1000), ("1E+3", 1000), ("1.0000000e+00", 1), ("-5.7437159e-01", -0.57437159),
    ("0.1", 0.1), ("123456789012345678", 123_456_789_012_345_680), ("9007199254740993", 0x1p53),
    ("1e22", 1e22), ("1e23", 1e23), ("8.5e-23", 8.5e-23), ("5e-324", .leastNonzeroMagnitude),
    ("2.2250738585072011e-308", Double(bitPattern: 0x000F_FFFF_FFFF_FFFF)),
    ("1.7976931348623157e308", 0x1.fffffffffffffp1023),
    ("0.000000000000000000000000000001", 1e-30), ("1e-400", 0), ("1e-99999999999999999999", 0),
    ("0e99999999999999999999", 0), ("3.141592653589793238462643383279", Double.pi),
    ("0.30000000000000004", 0.30000000000000004), ("99999999999999999999", 1e20),
  ])
  func `a decimal number is read to the nearest value`(text: String, value: Double) {
    #expect(parse(text)?.bitPattern == value.bitPattern)
  }

  @Test func `the sign of zero is kept, and what is too large is infinite`() {
    #expect(parse("-0")?.bitPattern == (-0.0).bitPattern)
    #expect(parse("-0.000e5")?.bitPattern == (-0.0).bitPattern)
    #expect(parse("1e309") == .infinity && parse("-1e99999999999999999999") == -.infinity)
  }

  @Test(arguments: [
    "", "-", ".", "+.", "e5", "1e", "1e+", "1.2.3", "1 ", " 1", "0x10", "inf", "nan", "1,5", "--1",
    "1e5.0", "1_000", "١", "1f", "1\u{0}",
  ])
  func `what is no decimal number is none`(text: String) { #expect(parse(text) == nil) }

  /// The fast path against the standard library, over short decimals and all exponents.
  @Test func `short numbers are rounded as the standard library rounds them`() throws {
    var random = CheckpointRandom(seed: 5)
    for _ in 0..<3000 {
      let digits = UInt64.random(
        in: 0...(1 << UInt64.random(in: 0...62, using: &random)), using: &random)
      let text = "\(digits)e\(Int.random(in: -30...30, using: &random))"
      #expect(parse(text)?.bitPattern == Double(text)?.bitPattern, "\(text)")
    }
  }

  @Test func `what is written is shortest and read back as the same number`() {
    #expect(
      [0, -0.0, 1, -2, 0.1, 1e16, 1e-7, .leastNonzeroMagnitude, 123456.75].map(
        DecimalNumber.shortest) == [
          "0", "-0.0", "1", "-2", "0.1", "1e+16", "1e-07", "5e-324", "123456.75",
        ])
    var random = CheckpointRandom(seed: 6)
    for _ in 0..<3000 {
      let value = Double(bitPattern: UInt64.random(in: .min ... .max, using: &random))
      guard value.isFinite else { continue }
      let text = DecimalNumber.shortest(value)
      #expect(parse(text)?.bitPattern == value.bitPattern, "\(text)")
    }
  }
}
