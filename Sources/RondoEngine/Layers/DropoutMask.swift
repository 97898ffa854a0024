private import CKernels
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

extension RandomStream {
  /// Draws a row of a mask: bit i % 16 of bits[i / 16] is set where element i of `count` is kept,
  /// which it is with probability `threshold` / 65,536, independently of the others.
  ///
  /// A row is a function of the stream, the time and the sequence alone, for fewer than 2²⁴
  /// elements; beyond 2²¹ times or 2²² sequences rows repeat. 16 random bits an element.
  func drawMask(
    _ count: Int, keeping threshold: UInt32, time: Int, sequence: Int,
    into bits: UnsafeMutablePointer<UInt16>
  ) {
    let row = UInt64(truncatingIfNeeded: sequence) << 42
    let block = row | UInt64(truncatingIfNeeded: time & 0x1F_FFFF) << 21
    rondo_draw_mask(
      count, rondo_mask_source(key: (key[0], key[1]), index: index, threshold: threshold), block,
      bits)
  }

  /// The 16-bit words that a row of a mask takes.
  static func maskWords(_ count: Int) -> Int { (count + 15) / 16 }
}
