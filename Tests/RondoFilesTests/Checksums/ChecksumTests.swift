import TestSupport
import Testing

@testable import RondoFiles

@Suite struct `Checksums and hashes` {
  // RFC 3720, appendix B.4, and the usual check value of CRC catalogues.
  static let published: [([UInt8], UInt32)] = [
    (Array("123456789".utf8), 0xE306_9283),
    ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
    ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
    ([UInt8](0..<32), 0x46DD_794E),
    ((0..<32).reversed(), 0x113F_DB5C),
    ([], 0),
  ]

  @Test(arguments: published)
  func `CRC-32C gives the published values`(input: [UInt8], expected: UInt32) {
    #expect(CRC32C.checksum(of: input) == expected)
  }

  @Test func `CRC-32C by eight bytes equals the definition bit by bit`() {
    var random = CheckpointRandom(seed: 1)
    for count in 0..<200 {
      let input = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      var expected = UInt32.max
      for byte in input {
        expected ^= UInt32(byte)
        for _ in 0..<8 { expected = expected >> 1 ^ (expected & 1 == 1 ? 0x82F6_3B78 : 0) }
      }
      #expect(CRC32C.checksum(of: input) == ~expected)
    }
  }

  // FIPS 180-4 examples (csrc.nist.gov), and `sha256sum </dev/null`.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
        + "lmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func `SHA-256 gives the published values`(input: String, expected: String) {
    #expect(SHA256.hexadecimal(of: Array(input.utf8)) == expected)
  }

  @Test func `the cuts between the parts do not matter`() {
    let input = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 7) }
    for cut in 0...input.count {
      var checksum = CRC32C()
      var hash = SHA256()
      for part in [input[..<cut], input[cut...]] {
        checksum.update(Array(part))
        hash.update(Array(part))
      }
      #expect(checksum.value == CRC32C.checksum(of: input))
      #expect(hash.hexadecimal == SHA256.hexadecimal(of: input))
    }
  }

  @Test func `a hash may be read midway`() {
    var hash = SHA256()
    hash.update(Array("ab".utf8))
    _ = hash.hexadecimal
    hash.update(Array("c".utf8))
    #expect(hash.hexadecimal == SHA256.hexadecimal(of: Array("abc".utf8)))
  }
}
