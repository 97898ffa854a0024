import Foundation
import TestSupport
import Testing

@testable import RondoFiles

struct PathBytesTests {
  @Test func `names in UTF-8 are strings as they are`() {
    for name in ["", "a/b.txt", "né 🦀", "e\u{301}", "\u{FFFD}", "\u{10FFFF}"] {
      #expect(PathBytes.string(of: name.utf8).utf8.elementsEqual(name.utf8))
      #expect(PathBytes.bytes(of: name) == Array(name.utf8) && PathBytes.shown(name) == name)
    }
  }

  @Test(
    arguments: [
      ([0x63, 0xE9], "c\\xE9"), ([0xFF, 0xFE], "\\xFF\\xFE"), ([0xC3], "\\xC3"),
      ([0x61, 0xE2, 0x82, 0x62], "a\\xE2\\x82b"), ([0xED, 0xA0, 0x80], "\\xED\\xA0\\x80"),
      ([0xC0, 0xAF], "\\xC0\\xAF"),
      // U+10FEE9 itself, which would be taken for the byte E9.
      ([0xF4, 0x8F, 0xBB, 0xA9], "\\xF4\\x8F\\xBB\\xA9"), ([0xC3, 0xA9, 0xE9], "é\\xE9"),
    ] as [([UInt8], String)])
  func `other names come back byte for byte, and are shown escaped`(bytes: [UInt8], shown: String) {
    let name = PathBytes.string(of: bytes)
    #expect(PathBytes.bytes(of: name) == bytes && PathBytes.shown(name) == shown)
    #expect(name.quoted == "\"\(shown)\"")
  }

  @Test func `names of random bytes come back, and differ where the bytes do`() {
    var random = CheckpointRandom(seed: 5)
    var names: [String: [UInt8]] = [:]
    for _ in 0..<2000 {
      let leads: [UInt8] = [0xC3, 0xE2, 0xF4, 0x8F, 0xBB, 0xA9, 0x61, 0xFF]
      let bytes = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        leads.randomElement(using: &random) ?? 0
      }
      let name = PathBytes.string(of: bytes)
      #expect(PathBytes.bytes(of: name) == bytes)
      #expect(names.updateValue(bytes, forKey: name) ?? bytes == bytes)
    }
  }
}
