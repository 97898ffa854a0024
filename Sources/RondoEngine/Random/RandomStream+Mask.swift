private import CKernels
import RondoNumerics

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
