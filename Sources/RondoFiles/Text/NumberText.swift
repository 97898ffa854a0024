/// Numbers formatted for display, the same in every locale.
package enum DecimalText {
  /// The number with `digits` digits, up to 9, after the point, rounded half away from zero; "–"
  /// for NaN, and the shortest form beyond 10⁹.
  package static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return "–" }
    guard abs(value) < 1e9 else { return DecimalNumber.shortest(value) }
    let power = (0..<digits).reduce(1.0) { product, _ in product * 10 }
    let scaled = Int((abs(value) * power).rounded())
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int(power))
    let fraction = String(rest)
    let zeros = String(repeating: "0", count: max(0, digits - fraction.count))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return sign + "\(whole)" + (digits == 0 ? "" : ".\(zeros)\(fraction)")
  }

  /// The number with about four significant digits, whatever its magnitude.
  package static func significant(_ value: Double) -> String {
    switch abs(value) {
    case 1000..<1e9: fixed(value, 0)
    case 100..<1000: fixed(value, 1)
    case 10..<100: fixed(value, 2)
    case 0.1..<10: fixed(value, 3)
    case 0.0001..<0.1: fixed(value, 6)
    default: DecimalNumber.shortest(value)
    }
  }

  /// "1 case", "1,024 cases".
  package static func cases(_ count: Int) -> String { count.counted("case") }

  /// A p value: "p = 0.031", "p < 0.0001".
  package static func probability(_ value: Double) -> String {
    value < 0.0001
      ? "p < 0.0001" : value < 0.01 ? "p = \(fixed(value, 4))" : "p = \(fixed(value, 3))"
  }
}

extension Int {
  /// The number with a comma between thousands, in every locale: 1,003,854.
  package var withThousandsSeparators: String {
    let digits = Array(String(magnitude))
    var text = self < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// "1 step", "2,000 steps".
  package func counted(_ noun: String) -> String {
    "\(withThousandsSeparators) \(noun)\(self == 1 ? "" : "s")"
  }
}

extension Double {
  /// The number with a fixed number of digits after the point; "–" if it is not finite or has more
  /// than 15 digits before the point.
  package func decimal(_ digits: Int) -> String {
    guard isFinite, magnitude < 1e15 else { return "–" }
    let unit = (0..<digits).reduce(1.0) { product, _ in product * 10 }
    let scaled = (magnitude * unit).rounded()
    guard scaled < 0x1p63 else { return "–" }
    let (whole, rest) = Int(scaled).quotientAndRemainder(dividingBy: Int(unit))
    let sign = self < 0 && scaled > 0 ? "−" : ""
    guard digits > 0 else { return sign + whole.withThousandsSeparators }
    let fraction = String(rest)
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(sign)\(whole.withThousandsSeparators).\(zeros)\(fraction)"
  }

  /// The number as a coordinate in a drawing: at most two decimals, with an ASCII minus.
  package var coordinate: String {
    let hundredths = Int((self * 100).rounded())
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    guard rest > 0 else { return "\(sign)\(whole)" }
    let digits = rest % 10 == 0 ? "\(rest / 10)" : (rest < 10 ? "0" : "") + "\(rest)"
    return "\(sign)\(whole).\(digits)"
  }
}

/// Shares formatted in percent with one decimal, rounded half up, the same in every locale.
package enum Percentage {
  /// The share in percent, such as "96.2 %"; "–" if the whole is 0.
  package static func text(_ part: Int, of whole: Int) -> String {
    whole > 0 ? digits(part, of: whole) + " %" : "–"
  }

  /// A difference of two shares of the same whole in percentage points: "1.3 points", "1 point".
  package static func points(_ part: Int, of whole: Int) -> String {
    let digits = digits(part, of: whole)
    return digits == "1.0" ? "1 point" : "\(digits) points"
  }

  /// A fraction in percent: "96.2 %" for 0.962.
  package static func text(_ share: Double) -> String { DecimalText.fixed(share * 100, 1) + " %" }

  private static func digits(_ part: Int, of whole: Int) -> String {
    let (quotient, rest) = part.quotientAndRemainder(dividingBy: whole)
    let tenths = quotient * 1000 + (rest * 2000 + whole) / (2 * whole)
    return "\(tenths / 10).\(tenths % 10)"
  }
}
