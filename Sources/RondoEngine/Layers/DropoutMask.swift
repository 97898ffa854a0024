private import CKernels
public import RondoNumerics

/// Random selection of the elements that dropout keeps: a function of the mask and the position of
/// an element alone, independent of threads and of the number of sequences in the batch.
///
/// `Sendable`.
public struct DropoutMask: Sendable, Hashable {
  /// Elements that are kept or dropped together.
  public enum Pattern: Sendable, Hashable {
    /// Each element separately.
    case elements
    /// A unit of a sequence at all time steps: one mask [B, H] for [T, B, H] (Gal & Ghahramani
    /// 2016).
    case sequences
    /// Whole rows, such as the entries of a table.
    case rows
  }

  /// Probability of dropping an element, in 0..<1. It is rounded to a multiple of 2⁻¹⁶, and kept
  /// elements are scaled by the rounded value.
  public let probability: Double
  /// Elements that are kept or dropped together.
  public let pattern: Pattern
  /// Random numbers of the mask.
  public let random: RandomStream

  /// Creates a mask.
  public init(_ probability: Double, _ pattern: Pattern = .elements, random: RandomStream) {
    precondition(
      (0..<1).contains(probability), "the probability \(probability) of dropout is not in 0..<1")
    (self.probability, self.pattern, self.random) = (probability, pattern, random)
  }

  /// Number of 16-bit random numbers, of 65,536, that keep an element.
  var threshold: UInt32 { max(1, UInt32(((1 - probability) * 65536).rounded())) }

  /// Reciprocal of the probability of being kept.
  var scale: Double { 65536 / Double(threshold) }
}

extension RandomStream {
  /// Draws a row of a mask: bit i % 16 of bits[i / 16] is set if element i of `count` is kept,
  /// which has the probability `threshold` / 65,536, independently of the others.
  ///
  /// A row is a function of the stream, the time and the sequence alone, for fewer than 2²⁴
  /// elements; beyond 2²¹ time steps or 2²² sequences rows repeat. Uses 16 random bits for each
  /// element.
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

  /// Number of 16-bit words in a row of a mask.
  static func maskWords(_ count: Int) -> Int { (count + 15) / 16 }
}
