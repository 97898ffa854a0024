import RondoEngine
import RondoNumerics

/// The order in which cases are trained on: another one each epoch, in batches of cases of about the
/// same length.
///
/// The cases are shuffled; each group of four batches is sorted by length, the longest first, and cut;
/// then the batches are shuffled. All of it is a function of the seed and the epoch. `Sendable`.
struct CaseOrder: Sendable {
  let lengths: [Int]
  let batch: Int
  let seed: UInt64

  /// The number of batches.
  var batchCount: Int { (lengths.count + batch - 1) / batch }

  /// The indices of the cases of each batch.
  func batches(epoch: Int) -> [[Int]] {
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
