import TestSupport
import Testing

@testable import RondoFiles

@Suite struct `What is written can be read` {
  @Test(arguments: [true, false])
  func `random files come back the same`(checksums: Bool) throws {
    for seed in UInt64(0)..<300 {
      var random = CheckpointRandom(seed: seed)
      let written = random.file()
      let encoded = try written.encoded(checksums: checksums)
      let (read, warning) = try SafetensorsFile.decode(encoded, path: "memory")
      #expect(read.metadata == written.metadata, "seed \(seed)")
      #expect(read.tensors.count == written.tensors.count, "seed \(seed)")
      for tensor in written.tensors { #expect(read[tensor.name] == tensor, "seed \(seed)") }
      #expect((warning == nil) == checksums, "seed \(seed)")
      #expect(try read.encoded(checksums: checksums) == encoded, "seed \(seed)")
    }
  }

  @Test func `a file on the disk has the bytes from memory`() throws {
    try withTemporaryFolder { folder in
      var random = CheckpointRandom(seed: 5)
      let written = random.file()
      let path = folder + "/a file"
      try written.save(to: path)
      #expect(bytes(of: path) == (try written.encoded()))
      let (read, warning) = try SafetensorsFile.load(from: path)
      #expect(try read.encoded() == written.encoded())
      #expect(warning == nil)
      #expect(try names(in: folder) == ["a file"])
    }
  }

  @Test func `a long header is a multiple of eight`() throws {
    for length in 0..<16 {
      let tensor = SafetensorsTensor(
        name: String(repeating: "n", count: length), shape: [1], values: [1] as [UInt8])
      #expect(try SafetensorsFile(tensors: [tensor]).encoded().count % 8 == 1)
    }
  }

  @Test func `canonically equivalent names stay two tensors and two texts`() throws {
    let composed = SafetensorsTensor(name: "\u{E9}", shape: [1], values: [1] as [UInt8])
    let decomposed = SafetensorsTensor(name: "e\u{301}", shape: [1], values: [2] as [UInt8])
    var written = SafetensorsFile(tensors: [composed, decomposed])
    written.metadata["\u{E9}"] = "one scalar"
    written.metadata["e\u{301}"] = "two scalars"
    let read = try SafetensorsFile.decode(written.encoded(), path: "memory").file
    #expect(read["\u{E9}"]?.bytes == [1])
    #expect(read["e\u{301}"]?.bytes == [2])
    #expect(read.metadata["\u{E9}"] == "one scalar")
    #expect(read.metadata["e\u{301}"] == "two scalars")
  }

  @Test func `values of every Swift type come back bit for bit`() throws {
    func check<Scalar: SafetensorsScalar & Equatable>(_ values: [Scalar]) throws {
      let tensor = SafetensorsTensor(name: "t", shape: [values.count], values: values)
      #expect(tensor.type == Scalar.safetensorsType)
      #expect(try tensor.values(as: Scalar.self) == values)
      var copy = values
      copy.reverse()
      try copy.withUnsafeMutableBufferPointer { try tensor.copyValues(to: $0) }
      #expect(copy == values)
    }
    try check([-0.0, 1.5, .infinity, .leastNonzeroMagnitude] as [Float])
    try check([-0.0, 1.5, .infinity, .leastNonzeroMagnitude] as [Double])
    try check([.min, -1, 0, .max] as [Int8])
    try check([.min, -1, 0, .max] as [Int16])
    try check([.min, -1, 0, .max] as [Int32])
    try check([.min, -1, 0, .max] as [Int64])
    try check([0, 1, .max] as [UInt8])
    try check([0, 1, .max] as [UInt16])
    try check([0, 1, .max] as [UInt32])
    try check([0, 1, .max] as [UInt64])
    try check([] as [Float])
  }

  @Test func `numbers are little-endian`() {
    let tensor = SafetensorsTensor(name: "t", shape: [], values: [0x0102_0304] as [UInt32])
    #expect(tensor.bytes == [4, 3, 2, 1])
  }

  @Test func `a tensor read as another type throws`() {
    let tensor = SafetensorsTensor(name: "t", shape: [1], values: [1] as [Float])
    #expect(throws: CheckpointError.wrongType(tensor: "t", found: .f32, expected: .i32)) {
      try tensor.values(as: Int32.self)
    }
  }

  @Test func `texts are found by their bytes and kept in order`() {
    var metadata: SafetensorsMetadata = ["b": "1", "a": "2", "b": "3"]
    #expect(metadata.map(\.key) == ["a", "b"])
    #expect(metadata["b"] == "3")
    metadata["a"] = nil
    metadata["absent"] = nil
    #expect(metadata == ["b": "3"])
  }
}
