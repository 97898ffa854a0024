import TestSupport
import Testing

@testable import RondoFiles

@Suite struct `Damage to a file` {
  private static let whole = SafetensorsFile(
    metadata: ["task": "language-model", "quote": "\u{1B}\""],
    tensors: [
      SafetensorsTensor(name: "weight", shape: [2, 3], values: [1, 2, 3, 4, 5, 6] as [Float]),
      SafetensorsTensor(name: "spaces", shape: [16], values: [UInt8](repeating: 0x20, count: 16)),
      SafetensorsTensor(name: "empty", shape: [0], values: [] as [Float]),
    ])

  // The header's checksum by a bitwise CRC-32C in Python over the 8 bytes of the length and this
  // header with eight zeros in the place of the digits.
  @Test func `the checksums stand in the texts as documented`() throws {
    let encoded = try SafetensorsFile(tensors: [
      SafetensorsTensor(name: "none", shape: [0], values: [] as [Float]),
      SafetensorsTensor(name: "zero", shape: [32], values: [UInt8](repeating: 0, count: 32)),
    ]).encoded()
    let header = [
      #"{"__metadata__":{"crc32c":"header:77f946c1 data:00000000,8a9136aa"},"#,
      #""none":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"#,
      #""zero":{"dtype":"U8","shape":[32],"data_offsets":[0,32]}}   "#,
    ].joined()
    #expect(encoded == file(header: header, data: [UInt8](repeating: 0, count: 32)))
  }

  @Test func `every flipped bit and every replaced byte is found`() throws {
    let encoded = try Self.whole.encoded()
    for index in encoded.indices {
      let byte = encoded[index]
      let others = (0..<8).map { byte ^ 1 << $0 } + [byte ^ 0xFF, 0x00, 0x09, 0x20, 0x22, 0x5C]
      for other in others where other != byte {
        var damaged = encoded
        damaged[index] = other
        #expect(throws: CheckpointError.self, "byte \(index) as \(other)") {
          try SafetensorsFile.decode(damaged, path: "p")
        }
      }
    }
  }

  @Test func `damage to the numbers names the file and the tensor`() throws {
    var damaged = try Self.whole.encoded()
    damaged[damaged.count - 17] ^= 1
    let error = CheckpointError.damaged(path: "run/model", part: .tensor("weight"))
    #expect(throws: error) { try SafetensorsFile.decode(damaged, path: "run/model") }
    #expect(error.description.contains("run/model"))
    #expect(error.description.contains("weight"))
  }

  @Test func `damage to a text names the header`() throws {
    let encoded = try Self.whole.encoded()
    let damaged = replacing("language", by: "lanquage", in: encoded)
    #expect(throws: CheckpointError.damaged(path: "p", part: .header)) {
      try SafetensorsFile.decode(damaged, path: "p")
    }
  }

  @Test func `a damaged key of the checksums is not taken for their absence`() throws {
    let damaged = replacing("crc32c", by: "crc32b", in: try Self.whole.encoded())
    #expect(throws: CheckpointError.damaged(path: "p", part: .checksums)) {
      try SafetensorsFile.decode(damaged, path: "p")
    }
  }

  @Test(arguments: ["", "header:", "header:00000000", "header:00000000 data", "other"])
  func `checksums of another form are refused`(text: String) throws {
    let encoded = try SafetensorsFile(metadata: ["crc32c": text]).encoded(checksums: false)
    #expect(throws: CheckpointError.damaged(path: "p", part: .checksums)) {
      try SafetensorsFile.decode(encoded, path: "p")
    }
  }

  @Test func `checksums for another number of tensors are refused`() throws {
    let empty = try SafetensorsFile().encoded()
    let header = String(decoding: empty[8...], as: UTF8.self)
    #expect(header.contains(" data:\""))
    #expect(throws: Never.self) { try SafetensorsFile.decode(empty, path: "p") }
    let more = replacing(" data:\"}}  ", by: " data:00\"}}", in: empty)
    #expect(throws: CheckpointError.self) { try SafetensorsFile.decode(more, path: "p") }
  }

  @Test func `a file cut at any byte is refused, in memory and on the disk`() throws {
    let encoded = try Self.whole.encoded()
    try withTemporaryFolder { folder in
      for count in encoded.indices {
        let cut = Array(encoded[..<count])
        #expect(throws: CheckpointError.self, "\(count) bytes") {
          try SafetensorsFile.decode(cut, path: "p")
        }
        let path = "\(folder)/cut"
        try AtomicFile.write(cut, to: path)
        let error = #expect(throws: CheckpointError.self) { try SafetensorsFile.load(from: path) }
        #expect(error?.description.contains(path) == true)
      }
    }
  }

  @Test func `2,000 mutated files are read or refused, and never trap`() {
    for seed in UInt64(0)..<2_000 {
      var random = CheckpointRandom(seed: seed)
      var mutated = (try? random.file().encoded(checksums: seed % 2 == 0)) ?? []
      for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&mutated, with: &random) }
      guard let (read, _) = try? SafetensorsFile.decode(mutated, path: "p") else { continue }
      #expect(throws: Never.self, "seed \(seed)") { try read.encoded() }
    }
  }

  private func mutate(_ bytes: inout [UInt8], with random: inout CheckpointRandom) {
    guard let index = bytes.indices.randomElement(using: &random) else { return }
    let end = min(bytes.count, index + Int.random(in: 1...12, using: &random))
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
    case 1: bytes.removeSubrange(index..<end)
    case 2: bytes.insert(contentsOf: Array(bytes[index..<end]), at: index)
    case 3: bytes[index] = Array("{}[]\",:0129-.eE\\u".utf8).randomElement(using: &random) ?? 0
    default: bytes[min(index, 7)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    }
  }

  private func replacing(_ old: String, by new: String, in bytes: [UInt8]) -> [UInt8] {
    let old = Array(old.utf8)
    var bytes = bytes
    if let start = bytes.indices.first(where: { bytes[$0...].starts(with: old) }) {
      bytes.replaceSubrange(start..<start + old.count, with: new.utf8)
    }
    return bytes
  }
}
