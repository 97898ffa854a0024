/// Shares in percent with one decimal, rounded half up, the same in every locale.
package enum Percentage {
  /// For example "96.2 %"; "–" for a share of nothing.
  package static func text(_ part: Int, of whole: Int) -> String {
    whole > 0 ? digits(part, of: whole) + " %" : "–"
  }

  /// A difference of two shares of the same whole: "1.3 points", "1 point".
  package static func points(_ part: Int, of whole: Int) -> String {
    let digits = digits(part, of: whole)
    return digits == "1.0" ? "1 point" : "\(digits) points"
  }

  /// For example "96.2 %" for 0.962.
  package static func text(_ share: Double) -> String { DecimalText.fixed(share * 100, 1) + " %" }

  private static func digits(_ part: Int, of whole: Int) -> String {
    let (quotient, rest) = part.quotientAndRemainder(dividingBy: whole)
    let tenths = quotient * 1000 + (rest * 2000 + whole) / (2 * whole)
    return "\(tenths / 10).\(tenths % 10)"
  }
}
