/// Numbers for people, the same in every locale.
package enum DecimalText {
  /// With so many digits, up to 9, after the point, rounded half away from zero; "–" for what is no
  /// number, and its shortest form for one beyond 10⁹.
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

  /// With about four digits that say something, whatever the size.
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
