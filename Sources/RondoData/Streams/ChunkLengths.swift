import RondoNumerics

/// Random lengths of the chunks of each epoch (Merity, Keskar & Socher 2018), so that a text is not
/// divided at the same places in every epoch.
///
/// A length is near the mean, with a standard deviation of 5 symbols; one in 20 is near half the
/// mean. The lengths are scaled to the length of the stream: an epoch reads every symbol once and
/// has as many chunks as with the mean length, so that steps and schedules do not change. No chunk
/// is longer than 1.6 times the mean, up to one symbol. The lengths of an epoch are a function of
/// the seed and its number. `Sendable`; holds the lengths of one epoch.
package struct ChunkLengths: Sendable {
  private let seed: UInt64
  private let chunkCount: Int
  private let streamLength: Int
  private var epoch: Int?
  private var ends: [Int] = []

  /// Draws the lengths of the chunks of a stream.
  package init(seed: UInt64, chunkCount: Int, streamLength: Int) {
    (self.seed, self.chunkCount, self.streamLength) = (seed, chunkCount, streamLength)
  }

  /// The positions of a chunk in each stream.
  package mutating func positions(epoch: Int, chunk: Int) -> Range<Int> {
    if self.epoch != epoch { draw(epoch) }
    return (chunk == 0 ? 0 : ends[chunk - 1])..<ends[chunk]
  }

  /// The ratio of the length of a chunk to the mean.
  package func ratio(_ positions: Range<Int>) -> Double {
    Double(positions.count * chunkCount) / Double(streamLength)
  }

  private mutating func draw(_ epoch: Int) {
    let stream = RandomStream(seed: seed, purpose: .chunkLengths, index: UInt64(epoch))
    let deviation = 5 * Double(chunkCount) / Double(streamLength)
    var sum = 0.0
    let sums = (0..<UInt64(chunkCount)).map { chunk in
      let base = stream.uniform(at: 4 * chunk) < 0.05 ? 0.5 : 1
      let noise = deviation * stream.normal(at: 2 * chunk + 1)  // the numbers at 4·chunk + 2 and 3
      sum += min(max(base + noise, 0.25), base + 0.5)
      return sum
    }
    // Every chunk has at least one symbol; the others are distributed in proportion.
    let shared = Double(streamLength - chunkCount)
    ends = sums.enumerated().map { $0 + 1 + Int(shared * ($1 / sum)) }
    self.epoch = epoch
  }
}
