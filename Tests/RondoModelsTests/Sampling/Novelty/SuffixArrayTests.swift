import RondoEngine
import RondoNumerics
import TestSupport
import Testing

@testable import RondoModels

struct SuffixArrayTests {
  private func plainly(_ ids: [Int32]) -> [Int32] {
    ids.indices.sorted { ids[$0...].lexicographicallyPrecedes(ids[$1...]) }.map { Int32($0) }
  }

  @Test(arguments: UInt64(0)..<60)
  func `suffixes are in the order of a plain sort`(seed: UInt64) {
    let stream = RandomStream(seed: seed, purpose: .general)
    let (count, alphabet) = (stream.integer(below: 60, at: 0), 1 + stream.integer(below: 5, at: 1))
    let ids = drawnIDs(count, below: alphabet, seed: seed)
    #expect(SuffixArray.sorted(ids, alphabet: alphabet) == plainly(ids), "\(ids)")
  }

  @Test(
    arguments: [
      [], [0], [3], [0, 0], [1, 0], [0, 1], [2, 2, 2, 2, 2], [1, 0, 1, 0, 1, 0, 1],
      [0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1], [9, 1, 9, 1, 9],
    ] as [[Int32]])
  func `so are those of texts that repeat themselves`(ids: [Int32]) {
    #expect(SuffixArray.sorted(ids, alphabet: 10) == plainly(ids))
  }
}
