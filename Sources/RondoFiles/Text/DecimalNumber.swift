/// Exact reading and writing of decimal numbers.
///
/// Grammar: `[+-] digits [. digits] [e [+-] digits]` with at least one digit before the exponent;
/// no blanks, no hexadecimal, no words.
package enum DecimalNumber {
  /// 10⁰ to 10²², which are exact in `Double`.
  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// The `Double` nearest to the number in a range of bytes; nil if there is no number, infinite if
  /// it exceeds the range of `Double`.
  ///
  /// Up to 2⁵³ · 10^±22 one rounding of two exact operands gives the nearest value (Clinger 1990);
  /// other numbers go to the standard library, which also rounds correctly.
  package static func parse(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
    bytes.withUnsafeBufferPointer { bytes in
      guard let parts = Parts(bytes, range) else { return nil }
      if parts.isExact, abs(parts.exponent) <= 22 {
        let digits = Double(parts.digits)
        let value =
          parts.exponent < 0 ? digits / powers[-parts.exponent] : digits * powers[parts.exponent]
        return parts.isNegative ? -value : value
      }
      return Double(String(decoding: bytes[range], as: UTF8.self))
    }
  }

  /// The shortest decimal form that reads back as the same number: `1`, `0.1`, `1e-07`, `5e-324`.
  ///
  /// Negative zero is `-0.0`, because readers that parse `-0` as an integer lose its sign.
  package static func shortest(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") && text != "-0.0" ? String(text.dropLast(2)) : text
  }

  /// The parts of a number: sign, digits as an integer, and decimal exponent.
  private struct Parts {
    var isNegative = false
    var digits: UInt64 = 0
    /// Whether `digits` holds all of them and is at most 2⁵³.
    var isExact: Bool { digitCount <= 19 && digits <= 1 << 53 }
    var exponent = 0
    /// Digits without leading zeros.
    private var digitCount = 0

    init?(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
      var offset = range.lowerBound
      let end = range.upperBound
      func at(_ character: Unicode.Scalar) -> Bool {
        offset < end && UInt32(bytes[offset]) == character.value
      }
      if at("-") || at("+") {
        isNegative = at("-")
        offset += 1
      }
      let first = offset
      var pointCount = 0
      var fraction = 0
      while offset < end {
        let byte = bytes[offset]
        if byte == UInt8(ascii: "."), pointCount == 0 {
          pointCount = 1
        } else if byte >= 0x30, byte <= 0x39 {
          if digitCount > 0 || byte != 0x30 { digitCount += 1 }
          if digitCount <= 19 { digits = digits &* 10 &+ UInt64(byte - 0x30) }
          fraction += pointCount
        } else {
          break
        }
        offset += 1
      }
      guard offset - first > pointCount else { return nil }
      if at("e") || at("E") {
        offset += 1
        guard let power = Self.exponent(bytes, &offset, end) else { return nil }
        exponent = power
      }
      guard offset == end else { return nil }
      exponent -= fraction
    }

    /// Parses signed digits, clamped to ±100,000,000.
    private static func exponent(
      _ bytes: UnsafeBufferPointer<UInt8>, _ offset: inout Int, _ end: Int
    ) -> Int? {
      var isNegative = false
      if offset < end, bytes[offset] == UInt8(ascii: "-") || bytes[offset] == UInt8(ascii: "+") {
        isNegative = bytes[offset] == UInt8(ascii: "-")
        offset += 1
      }
      let first = offset
      var power = 0
      while offset < end, (0x30...0x39).contains(bytes[offset]) {
        power = min(power * 10 + Int(bytes[offset] - 0x30), 100_000_000)
        offset += 1
      }
      return offset == first ? nil : isNegative ? -power : power
    }
  }
}
