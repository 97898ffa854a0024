import RondoNumerics

/// A colour for a share of 0 to 1: white for 0, then from pale to dark blue; on a dark page the
/// colour of the page for 0, then from dark to pale blue.
///
/// A single hue of evenly decreasing lightness, readable with colour-vision deficiency and in black
/// and white.
package struct ShareColor {
  private let red: Double
  private let green: Double
  private let blue: Double

  init(part: Int, of whole: Int) {
    self.init(share: whole == 0 ? 0 : Double(part) / Double(whole))
  }

  package init(share: Double, onDark: Bool = false) {
    guard share > 0 else {
      (red, green, blue) = onDark ? (20, 23, 28) : (255, 255, 255)
      return
    }
    let stops =
      onDark
      ? [(30.0, 43.0, 60.0), (53.0, 112.0, 176.0), (214.0, 232.0, 252.0)]
      : [(226.0, 237.0, 248.0), (92.0, 151.0, 204.0), (8.0, 38.0, 84.0)]
    let position = min(share, 1) * 2
    let lower = stops[min(Int(position), 1)]
    let upper = stops[min(Int(position), 1) + 1]
    let weight = position - Double(min(Int(position), 1))
    red = lower.0 + (upper.0 - lower.0) * weight
    green = lower.1 + (upper.1 - lower.1) * weight
    blue = lower.2 + (upper.2 - lower.2) * weight
  }

  /// The colour in hexadecimal, such as "#0b2a5b".
  package var hexadecimal: String {
    "#"
      + [red, green, blue].map { value in
        let digits = String(Int(value.rounded()), radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }

  /// The colour of text on it: black or white, whichever contrasts more; the ratio is at least 4.5.
  package var text: String { luminance > 0.179 ? "#000000" : "#ffffff" }

  /// The relative luminance of WCAG 2, 0 for black and 1 for white.
  private var luminance: Double {
    0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
  }

  private static func linear(_ part: Double) -> Double {
    let share = part.rounded() / 255
    return share <= 0.04045
      ? share / 12.92 : ReproducibleMath.exp(2.4 * ReproducibleMath.log((share + 0.055) / 1.055))
  }
}
