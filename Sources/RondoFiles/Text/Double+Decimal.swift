extension Double {
  /// The number with so many digits after the point, the same in every locale; "–" where it is not
  /// finite or has more than 15 digits before the point.
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

  /// This number as a place in a drawing: two digits at most, and an ordinary minus.
  package var coordinate: String {
    let hundredths = Int((self * 100).rounded())
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    guard rest > 0 else { return "\(sign)\(whole)" }
    let digits = rest % 10 == 0 ? "\(rest / 10)" : (rest < 10 ? "0" : "") + "\(rest)"
    return "\(sign)\(whole).\(digits)"
  }
}
