import RondoText
import Testing

@testable import RondoData

struct TextStreamsTests {
  static let cuts = [
    (2, 1, 1), (3, 1, 5), (3, 2, 1), (11, 2, 3), (22, 3, 3), (31, 2, 5), (50, 7, 4), (64, 63, 1),
    (65, 4, 16), (100, 3, 64), (300, 4, 10), (700, 5, 64),
  ]

  /// Each id is its own position, so that a pair tells where it comes from.
  private func streams(_ count: Int, _ batch: Int, _ chunk: Int) -> TextStreams {
    TextStreams(IDSequence((0..<count).map(Int32.init)), batch: batch, chunkLength: chunk)
  }

  @Test(arguments: cuts)
  func `an epoch holds the pairs that plain indexing gives`(count: Int, batch: Int, chunk: Int) {
    let streams = streams(count, batch, chunk)
    let length = (count - 1) / batch
    #expect(streams.streamLength == length)
    #expect(streams.chunkCount == (0..<length).count { $0 % chunk == 0 })
    for index in 0..<streams.chunkCount {
      var inputs: [Int32] = []
      for position in index * chunk..<min((index + 1) * chunk, length) {
        for stream in 0..<batch { inputs.append(Int32(stream * length + position)) }
      }
      let found = streams.chunk(index)
      #expect(found.inputs == inputs)
      #expect(found.targets == inputs.map { $0 + 1 })
    }
  }

  @Test(arguments: cuts)
  func `an epoch holds every pair once but for a tail shorter than the batch`(
    count: Int, batch: Int, chunk: Int
  ) {
    let streams = streams(count, batch, chunk)
    let inputs = (0..<streams.chunkCount).flatMap { streams.chunk($0).inputs }
    #expect(inputs.sorted() == Array(0..<Int32(inputs.count)))
    #expect((count - 1 - inputs.count) < batch)
  }

  @Test(arguments: cuts)
  func `each chunk goes on where the one before it ended`(count: Int, batch: Int, chunk: Int) {
    let streams = streams(count, batch, chunk)
    for index in 1..<max(streams.chunkCount, 1) {
      #expect(
        streams.chunk(index).inputs.prefix(batch).elementsEqual(
          streams.chunk(index - 1).targets.suffix(batch)))
    }
  }
}
