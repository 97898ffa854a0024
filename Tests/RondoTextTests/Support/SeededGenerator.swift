@testable import RondoText

/// Draws the same numbers from the same seed (SplitMix64), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A string of scalars of all kinds: half of them from a short list of troublesome ones.
  mutating func string(scalars count: Int) -> String {
    let troublesome: [Unicode.Scalar] = [
      "\r", "\n", "a", " ", "\u{301}", "\u{200D}", "\u{1F468}", "\u{1F1E9}", "\u{1100}", "\u{1161}",
      "\u{11A8}", "\u{AC00}", "\u{AC01}", "\u{0915}", "\u{094D}", "\u{0600}", "\u{0E01}",
      "\u{FE0F}",
      "\u{FEFF}", "\u{0E33}", "中", "\u{20000}", "\u{1F3FD}", "\u{7F}", "\u{0}", "\u{2028}",
    ]
    var scalars = String.UnicodeScalarView()
    for _ in 0..<count {
      let any = Unicode.Scalar(UInt32.random(in: 0..<0x30000, using: &self))
      scalars.append(
        Bool.random(using: &self) ? any ?? "x" : troublesome.randomElement(using: &self) ?? "x")
    }
    return String(scalars)
  }
}
