import RondoNumerics

/// Order of the training cases: different in each epoch, in batches of cases of similar length.
///
/// The cases are shuffled; each group of four batches is sorted by length, longest first, and
/// divided; then the batches are shuffled. The order is a function of seed and epoch. `Sendable`.
package struct CaseOrder: Sendable {
  package let lengths: [Int]
  package let batch: Int
  package let seed: UInt64

  /// Creates the order of cases of some lengths in batches of a size.
  package init(lengths: [Int], batch: Int, seed: UInt64) {
    (self.lengths, self.batch, self.seed) = (lengths, batch, seed)
  }

  /// Number of batches.
  package var batchCount: Int { (lengths.count + batch - 1) / batch }

  /// Indices of the cases of each batch.
  package func batches(epoch: Int) -> [[Int]] {
    let group = 4 * batch
    let shuffled = permutation(lengths.count, stream: 2 * epoch)
    var batches: [[Int]] = []
    for start in stride(from: 0, to: shuffled.count, by: group) {
      let members = Array(shuffled[start..<min(start + group, shuffled.count)])
      let order = members.indices.sorted {
        (lengths[members[$0]], $1) > (lengths[members[$1]], $0)
      }
      for first in stride(from: 0, to: order.count, by: batch) {
        batches.append(order[first..<min(first + batch, order.count)].map { members[$0] })
      }
    }
    return permutation(batches.count, stream: 2 * epoch + 1).map { batches[$0] }
  }

  private func permutation(_ count: Int, stream: Int) -> [Int] {
    let random = RandomStream(seed: seed, purpose: .shuffling, index: UInt64(stream))
    let keys = (0..<count).map { random.bits(at: UInt64($0)) }
    return (0..<count).sorted { (keys[$0], $0) < (keys[$1], $1) }
  }
}
