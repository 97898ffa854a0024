public import RondoNumerics

/// Which elements of a value dropout keeps: random, and yet a function of the mask and of an
/// element's place alone, whatever the threads and the number of sequences beside each other.
///
/// `Sendable`.
public struct DropoutMask: Sendable, Hashable {
  /// Elements that share one fate.
  public enum Pattern: Sendable, Hashable {
    /// Each element has its own.
    case elements
    /// A unit of a sequence has the same at all times: one mask [B, H] for [T, B, H] (Gal &
    /// Ghahramani 2016).
    case sequences
    /// Whole rows: the entries of a table.
    case rows
  }

  /// The probability of being dropped, in 0..<1. It is rounded to a multiple of 2⁻¹⁶, and the scale
  /// of what is kept is that of the rounded one.
  public let probability: Double
  /// What shares a fate.
  public let pattern: Pattern
  /// The random numbers.
  public let random: RandomStream

  /// A mask.
  public init(_ probability: Double, _ pattern: Pattern = .elements, random: RandomStream) {
    precondition(
      (0..<1).contains(probability), "the probability \(probability) of dropout is not in 0..<1")
    (self.probability, self.pattern, self.random) = (probability, pattern, random)
  }

  /// Of 65,536 equally probable numbers, those that keep an element.
  var threshold: UInt32 { max(1, UInt32(((1 - probability) * 65536).rounded())) }

  /// One over the probability of being kept.
  var scale: Double { 65536 / Double(threshold) }
}
