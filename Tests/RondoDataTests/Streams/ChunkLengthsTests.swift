import Testing

@testable import RondoData

struct ChunkLengthsTests {
  private func lengths(_ count: Int, of length: Int, epoch: Int = 0, seed: UInt64 = 1) -> [Int] {
    var lengths = ChunkLengths(seed: seed, chunkCount: count, streamLength: length)
    var end = 0
    return (0..<count).map { chunk in
      let positions = lengths.positions(epoch: epoch, chunk: chunk)
      #expect(positions.lowerBound == end, "chunk \(chunk) begins where the last one ended")
      end = positions.upperBound
      return positions.count
    }
  }

  @Test(arguments: [(1, 1), (1, 7), (5, 5), (7, 12), (40, 2560), (500, 31_999)])
  func `the chunks of an epoch are everything, once, none empty or far too long`(
    count: Int, length: Int
  ) {
    for epoch in 0..<3 {
      let found = lengths(count, of: length, epoch: epoch)
      #expect(found.reduce(0, +) == length && found.allSatisfy { $0 > 0 })
      let mean = Double(length) / Double(count)
      #expect(found.allSatisfy { Double($0) <= 1.6 * mean + 1 })
    }
  }

  @Test func `lengths are near their mean, and one in twenty near half of it`() {
    let found = lengths(2000, of: 2000 * 64)
    let short = found.count { $0 < 48 }
    #expect((60...140).contains(short), "\(short) of 2000")
    let long = found.filter { $0 >= 48 }.map { Double($0) }
    let mean = long.reduce(0, +) / Double(long.count)
    let square = long.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(long.count)
    #expect((64...67).contains(mean) && (4.5...5.7).contains(square.squareRoot()))
  }

  @Test func `they depend on seed and epoch and on nothing else`() {
    let first = lengths(40, of: 2560)
    #expect(lengths(40, of: 2560) == first)
    #expect(lengths(40, of: 2560, epoch: 1) != first && lengths(40, of: 2560, seed: 2) != first)
    var other = ChunkLengths(seed: 1, chunkCount: 40, streamLength: 2560)
    _ = other.positions(epoch: 3, chunk: 7)
    #expect(other.positions(epoch: 0, chunk: 39).count == first[39])
  }
}
