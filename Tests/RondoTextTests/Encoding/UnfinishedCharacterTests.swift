import RondoText
import Testing

struct UnfinishedCharacterTests {
  @Test(arguments: ["a", "é", "界", "🦀", "aé界🦀", "\u{10FFFF}", "\u{D7FF}\u{E000}"])
  func `any cut of a text can go on to its end`(text: String) throws {
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count {
      let start = try #require(UnfinishedCharacter().appending(Array(bytes[..<cut])))
      #expect(start.isEmpty == (String(validating: bytes[..<cut], as: UTF8.self) != nil))
      #expect(start.count <= 3)
      #expect(start.appending(Array(bytes[cut...]))?.isEmpty == true)
    }
  }

  /// One more byte is allowed if and only if some character has this beginning.
  @Test func `a byte may follow where a character goes on so, and nowhere else`() throws {
    var beginnings: Set<[UInt8]> = []
    // Of four bytes the last does not matter here.
    let long = stride(from: UInt32(0x10000), through: 0x10FFFF, by: 64)
    for scalar in (0x80...0xFFFF).map({ UInt32($0) }) + Array(long) {
      guard let scalar = Unicode.Scalar(scalar) else { continue }
      let bytes = Array(String(scalar).utf8)
      for count in 1...min(bytes.count, 3) { beginnings.insert(Array(bytes[..<count])) }
    }
    for start in [[0xC3], [0xE0], [0xED], [0xEF], [0xF0], [0xF4], [0xE7, 0x95], [0xF0, 0x9F]] {
      let start = start.map { UInt8($0) }
      let state = try #require(UnfinishedCharacter().appending(start))
      for byte in UInt8.min...UInt8.max {
        #expect((state.appending([byte]) != nil) == beginnings.contains(start + [byte]))
      }
    }
    for byte in UInt8.min...UInt8.max {
      let follows = UnfinishedCharacter().appending([byte]) != nil
      #expect(follows == (byte < 0x80 || beginnings.contains([byte])))
    }
  }
}
