import Testing

@testable import RondoFiles

@Suite struct `Files as the reference library writes them` {
  private static let types: [String: SafetensorsType] = [
    "bool": .bool, "uint8": .u8, "int8": .i8, "int16": .i16, "uint16": .u16, "float16": .f16,
    "bfloat16": .bf16, "int32": .i32, "uint32": .u32, "float32": .f32, "float64": .f64,
    "int64": .i64, "uint64": .u64,
  ]

  private static func contents(of reference: SafetensorsReference) throws -> SafetensorsFile {
    var file = SafetensorsFile()
    if let text = reference.text { file.metadata[text.key] = text.value }
    for (name, typeName, shape) in reference.tensors {
      let type = try #require(types[typeName])
      let count = try #require(type.byteCount(of: shape))
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 + 1) }
      file.tensors.append(SafetensorsTensor(name: name, type: type, shape: shape, bytes: bytes))
    }
    return file
  }

  private static func bytes(of reference: SafetensorsReference) -> [UInt8] {
    let digits = Array(reference.data.utf8).map { Character(Unicode.Scalar($0)).hexDigitValue ?? 0 }
    let data = stride(from: 0, to: digits.count, by: 2).map {
      UInt8(digits[$0] * 16 + digits[$0 + 1])
    }
    return file(header: reference.header, data: data)
  }

  @Test(arguments: SafetensorsReference.all)
  func `the writer's bytes equal the reference's`(reference: SafetensorsReference) throws {
    let contents = try Self.contents(of: reference)
    #expect(try contents.encoded(checksums: false) == Self.bytes(of: reference))
  }

  @Test(arguments: SafetensorsReference.all)
  func `the order of insertion does not matter`(reference: SafetensorsReference) throws {
    var contents = try Self.contents(of: reference)
    contents.tensors.reverse()
    #expect(try contents.encoded(checksums: false) == Self.bytes(of: reference))
  }

  @Test(arguments: SafetensorsReference.all)
  func `the reader takes the reference's bytes`(reference: SafetensorsReference) throws {
    let (loaded, warning) = try SafetensorsFile.decode(Self.bytes(of: reference), path: "memory")
    let expected = try Self.contents(of: reference)
    #expect(loaded.metadata == expected.metadata)
    #expect(loaded.tensors.count == expected.tensors.count)
    for tensor in expected.tensors { #expect(loaded[tensor.name] == tensor) }
    #expect(warning == .noChecksums(path: "memory"))
  }
}
