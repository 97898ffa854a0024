import Testing

@testable import RondoText

@Suite("Streaming whole graphemes")
struct GraphemeStreamTests {
  @Test("A cluster is held until it is certain to be whole")
  func holdsTheLastCluster() {
    var stream = GraphemeStream()
    #expect(stream.push(Array("e".utf8)) == [])
    #expect(stream.push([0xCC]) == [])
    #expect(stream.push([0x81]) == [])
    #expect(stream.push(Array("t".utf8)) == Array("e\u{301}".utf8))
    #expect(stream.push(Array("\n".utf8)) == Array("t\n".utf8), "nothing joins a line feed")
    #expect(stream.push([0xF0, 0x9F]) == [])
    #expect(stream.finish() == Array("\u{FFFD}".utf8))
    #expect(stream.finish() == [])
  }

  @Test("CR LF comes out together")
  func joinsLineEnds() {
    var stream = GraphemeStream()
    #expect(stream.push(Array("a\r".utf8)) == Array("a".utf8))
    #expect(stream.push(Array("\n".utf8)) == Array("\r\n".utf8))
  }

  @Test("Pieces of any bytes are whole clusters and make the whole text", arguments: 0..<20)
  func keepsItsPromises(round: Int) {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    var bytes = Array(generator.string(scalars: 300).utf8) + Array(SegmenterTests.mixed.utf8)
    for _ in 0..<(round * 3) {
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(
        in: 0...255, using: &generator)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    var borders: Set<Int> = [0]
    Segmenter(unit: .grapheme).forEachSymbol(in: Array(text.utf8).span) {
      borders.insert($0.upperBound)
    }
    var stream = GraphemeStream()
    var output: [UInt8] = []
    var offset = 0
    while offset < bytes.count {
      let end = min(bytes.count, offset + Int.random(in: 1...7, using: &generator))
      let piece = stream.push(Array(bytes[offset..<end]))
      #expect(UTF8Census(piece).illFormed == 0, "seed \(seed)")
      output += piece
      #expect(borders.contains(output.count), "seed \(seed)")
      offset = end
    }
    output += stream.finish()
    #expect(output == Array(text.utf8), "seed \(seed)")
  }

  @Test("A cluster of 200,000 scalars is streamed, each looked at a few times only")
  func takesLongClusters() {
    var stream = GraphemeStream()
    var count = 0
    for _ in 0..<200_000 { count += stream.push([0xCC, 0x81]).count }
    count += stream.push([0x61]).count
    #expect(count + stream.finish().count == 400_001)
  }
}
