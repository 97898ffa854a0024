import Testing

@Suite("Checkpoints that cannot be used") struct BadCheckpointTests {
  private static func refuse(
    _ scratch: Scratch, _ texts: String..., location: SourceLocation = #_sourceLocation
  ) throws {
    for words in ["sample bad", "score bad c.txt", "evaluate bad c.txt", "inspect bad"] {
      let result = try scratch.rondo(words)
      result.failed(65, "bad", texts.first ?? "", location: location)
    }
  }

  @Test("a file cut off anywhere is refused")
  func truncated() throws {
    let scratch = try Scratch.withModel()
    let bytes = try scratch.bytes("model/model.safetensors")
    for count in [0, 1, 7, 8, 9, 100, bytes.count / 2, bytes.count - 1] {
      try scratch.write("bad", Array(bytes[..<count]))
      try scratch.rondo("score bad c.txt").failed(65, "bad")
    }
    try scratch.write("bad", bytes + [0])
    try Self.refuse(scratch)
  }

  @Test("a flipped bit anywhere is found", arguments: 1...3 as ClosedRange<UInt64>)
  func flipped(seed: UInt64) throws {
    let scratch = try Scratch.withModel()
    let bytes = try scratch.bytes("model/model.safetensors")
    var random = Generator(seed: seed)
    for _ in 0..<8 {
      var changed = bytes
      let (place, bit) = (random.next(below: bytes.count), random.next(below: 8))
      changed[place] ^= 1 << bit
      try scratch.write("bad", changed)
      let result = try scratch.rondo("score bad c.txt")
      #expect(
        result.code == 65 && result.errorLines.count == 1,
        "seed \(seed): bit \(bit) of byte \(place)")
    }
    try scratch.write("bad", bytes)
    try scratch.rondo("score bad c.txt").succeeded()
  }

  @Test(
    "metadata that this release cannot use are refused, though the checksums fit",
    arguments: [
      (#""format_version":"1""#, #""format_version":"2""#, "version 2"),
      (#""format_version":"1""#, #""format_version":"0""#, "version 0"),
      (#""format_version":"1""#, #""format_version":"x""#, "format_version"),
      (#""format_version":"1","#, "", "format_version"),
      (#"\"language-model\""#, #"\"translator\""#, "'translator'"),
      (#"\"hiddenSize\":8"#, #"\"hiddenSize\":9"#, "[9"),
      (#"\"hiddenSize\":8"#, #"\"hiddenSize\":0"#, "0"),
      (#"\"hiddenSize\":8"#, #"\"hiddenSize\":-8"#, "-8"),
      (#"\"hiddenSize\":8"#, #"\"hiddenSize\":1000"#, "1000"),
      (#"\"hiddenSize\":8"#, #"\"hiddenSize\":9223372036854775807"#, "9223372036854775807"),
      (#"\"layers\":1"#, #"\"layers\":2"#, "_l1"),
      (#"\"layers\":1"#, #"\"layers\":1000000000000"#, "1000000000000"),
      (#"\"vocabularySize\":"#, #"\"vocabularySize\":1"#, "vocabulary"),
    ])
  func metadata(old: String, new: String, named: String) throws {
    let scratch = try Scratch.withModel()
    var file = CheckpointBytes(try scratch.bytes("model/model.safetensors"))
    try scratch.write("bad", file.bytes)
    try scratch.rondo("score bad c.txt").succeeded()
    try #require(file.header.contains(old))
    file.header = file.header.replacing(old, with: new)
    try scratch.write("bad", file.bytes)
    try Self.refuse(scratch, named == "vocabulary" ? "" : named)
  }

  @Test("numbers that are not finite are refused, and a file without checksums is a warning")
  func numbers() throws {
    let scratch = try Scratch.withModel()
    var file = CheckpointBytes(try scratch.bytes("model/model.safetensors"))
    file.header = file.header.replacing(/"crc32c":"[^"]*",/, with: "")
    try scratch.write("bad", file.bytes)
    let result = try scratch.rondo("score bad c.txt").succeeded()
    #expect(result.errorLines.count == 1 && result.errors.contains("no checksums"))
    file.data.replaceSubrange(8..<12, with: [0, 0, 0xC0, 0x7F])
    try scratch.write("bad", file.bytes)
    try Self.refuse(scratch, "not a finite number")
  }

  @Test("other files and folders are not checkpoints")
  func others() throws {
    let scratch = try Scratch(corpus: 700)
    try scratch.write("bad", [2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8))
    try Self.refuse(scratch, "not a model of rondo")
    try scratch.write("bad", "plain text, long enough to hold the length of a header")
    try Self.refuse(scratch, "safetensors")
    try scratch.rondo("sample none").failed(66, "none")
    try scratch.rondo("sample checkpoints/pretrained").failed(66, "checkpoints/pretrained")
    try scratch.rondo("score .  c.txt").failed(66, "./model.safetensors")
    try scratch.rondo("inspect /dev/null").failed(66, "/dev/null")
  }

  @Test("a damaged state is not resumed and not replaced")
  func state() throws {
    let scratch = try Scratch.withModel()
    let words = "train c.txt --out model --resume --epochs 3 --quiet"
    for name in ["model.safetensors", "training.safetensors"] {
      let bytes = try scratch.bytes("model/\(name)")
      var changed = bytes
      changed[bytes.count - 9] ^= 4
      try scratch.write("model/\(name)", changed)
      try scratch.rondo(words).failed(65, name, "damaged")
      #expect(try scratch.bytes("model/\(name)") == changed)
      try scratch.write("model/\(name)", bytes)
    }
    try scratch.rondo(words).succeeded()
  }
}
