import Testing

@testable import RondoText

@Suite("Sequences of ids")
struct IDSequenceTests {
  @Test(
    "Ids take one, two or four bytes, by the largest",
    arguments: [
      (0, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 4), (Int32.max, 4),
    ] as [(Int32, Int)])
  func picksWidths(largest: Int32, width: Int) {
    let ids: [Int32] = [0, 7, largest, 255, 1]
    let sequence = IDSequence(ids)
    #expect(sequence.bytesPerID == width)
    #expect(sequence.count == 5)
    #expect(Array(sequence) == ids)
    #expect(sequence.ids(in: 1..<4) == Array(ids[1..<4]))
    #expect(Array(sequence.slice(2..<5)) == Array(ids[2..<5]))
    #expect(Array(sequence[1..<3]) == Array(ids[1..<3]))
  }

  @Test("Ids are copied to the start of a buffer")
  func copies() {
    let sequence = IDSequence([5, 6, 70_000, 8])
    var buffer: [Int32] = [-1, -1, -1]
    buffer.withUnsafeMutableBufferPointer { sequence.copy(1..<3, into: $0) }
    #expect(buffer == [6, 70_000, -1])
  }

  @Test("Widths do not matter to equality")
  func comparesIDs() {
    var wide = IDSequence([1, 2, 70_000])
    wide.truncate(to: 2)
    #expect(wide == IDSequence([1, 2]))
    #expect(wide != IDSequence([1, 3]))
    #expect(wide != IDSequence([1]))
  }

  @Test(
    "Remapping changes every id, and the width where another fits",
    arguments: [255, 256, 65_536] as [Int32], [1, 300, 70_000] as [Int32])
  func remaps(first: Int32, second: Int32) {
    let ids = [first, 0, first, 1]
    var table = [Int32](repeating: 0, count: Int(first) + 1)
    table[Int(first)] = second
    table[0] = 9
    var sequence = IDSequence(ids)
    sequence.remap(by: table)
    #expect(Array(sequence) == [second, 9, second, table[1]])
    #expect(sequence.bytesPerID == (second == 1 ? 1 : second == 300 ? 2 : 4))
  }
}
