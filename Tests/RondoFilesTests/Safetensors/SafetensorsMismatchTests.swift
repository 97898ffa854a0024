import Testing

@testable import RondoFiles

@Suite struct `Tensors that do not fit a model` {
  private let file = SafetensorsFile(tensors: [
    SafetensorsTensor(name: "same", shape: [2], values: [1, 2] as [Float]),
    SafetensorsTensor(name: "shape", shape: [2], values: [1, 2] as [Float]),
    SafetensorsTensor(name: "type", shape: [2], values: [1, 2] as [Double]),
    SafetensorsTensor(name: "both", shape: [2], values: [1, 2] as [Double]),
    SafetensorsTensor(name: "more", shape: [1], values: [1] as [Float]),
    SafetensorsTensor(name: "e\u{301}", shape: [1], values: [1] as [Float]),
  ])

  private let expected: [SafetensorsFile.Expectation] = [
    ("same", .f32, [2]), ("shape", .f32, [1, 2]), ("type", .f32, [2]), ("both", .f32, [3]),
    ("less", .i64, []), ("\u{E9}", .f32, [1]),
  ]

  private let mismatches: [SafetensorsMismatch] = [
    .wrongShape(name: "shape", found: [2], expected: [1, 2]),
    .wrongType(name: "type", found: .f64, expected: .f32),
    .wrongType(name: "both", found: .f64, expected: .f32),
    .wrongShape(name: "both", found: [2], expected: [3]),
    .missing(name: "less", type: .i64, shape: []),
    .missing(name: "\u{E9}", type: .f32, shape: [1]),
    .unexpected(name: "more", type: .f32, shape: [1]),
    .unexpected(name: "e\u{301}", type: .f32, shape: [1]),
  ]

  @Test func `all of them are reported at once`() {
    #expect(file.check(against: expected) == mismatches)
    #expect(throws: CheckpointError.mismatched(path: "p", mismatches: mismatches)) {
      try file.require(expected, path: "p")
    }
  }

  @Test func `a file that fits gives none`() throws {
    let all = file.tensors.map { ($0.name, $0.type, $0.shape) }
    #expect(file.check(against: all).isEmpty)
    try file.require(all, path: "p")
  }

  @Test func `the message lists ten and counts the rest`() {
    let expected = (0..<13).map { ("t\($0)", SafetensorsType.f32, [$0]) }
    let error = CheckpointError.mismatched(
      path: "p", mismatches: SafetensorsFile().check(against: expected))
    #expect(error.description.contains("\"t9\" F32 [9] is missing, and 3 more"))
    #expect(!error.description.contains("t10"))
    #expect(!error.description.contains("\n"))
  }
}
