/// Shares in percent with one decimal, rounded half up, the same in every locale.
enum Percentage {
  /// For example "96.2 %"; "–" for a share of nothing.
  static func text(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "–" }
    let (quotient, rest) = part.quotientAndRemainder(dividingBy: whole)
    let tenths = quotient * 1000 + (rest * 2000 + whole) / (2 * whole)
    return "\(tenths / 10).\(tenths % 10) %"
  }
}
