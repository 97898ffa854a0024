import Testing

@testable import RondoFiles

@Suite struct `Messages of checkpoint errors` {
  private static let all: [(CheckpointError, ErrorCategory)] = [
    (.malformed(path: "p\n", fault: .fileTooShort(byteCount: 3)), .unusable),
    (.damaged(path: "p\n", part: .checksums), .unusable),
    (.mismatched(path: "p\n", mismatches: []), .unusable),
    (.wrongType(tensor: "p\n", found: .f32, expected: .f64), .unusable),
    (.headerTooLong(byteCount: 100_000_001), .unusable),
    (.largerThanMemory(path: "p\n", byteCount: 2, memory: 1), .unusable),
    (.missing(path: "p\n"), .missing),
    (.unreadable(path: "p\n", code: 13), .missing),
    (.notAFile(path: "p\n", kind: "a folder"), .missing),
    (.exists(path: "p\n"), .cannotCreate),
    (.cannotCreate(operation: "create", path: "p\n", code: 30), .cannotCreate),
    (.inputOutput(operation: "write", path: "p\n", code: 28), .inputOutput),
    (.busy(path: "p\n", process: 7), .busy),
    (.busy(path: "p\n", process: nil), .busy),
  ]

  @Test(arguments: all)
  func `each is one line, and has its category`(
    error: CheckpointError, category: ErrorCategory
  ) {
    #expect(!error.description.contains("\n"))
    #expect(error.description.count > 20)
    #expect(error.category == category)
  }

  @Test func `a folder in use names the settings that help`() {
    let error = CheckpointError.exists(path: "run")
    #expect(error.remedies == [.resume, .overwrite, .out])
    #expect(error.description.hasPrefix("\"run\" holds a run already: continue it with resume"))
  }

  @Test func `a failed write says what, where and why`() {
    let error = CheckpointError.inputOutput(operation: "write", path: "run/model", code: 28)
    #expect(
      error.description
        == "cannot write \"run/model\": No space left on device; check the disk")
  }

  @Test func `a hostile name cannot drive the terminal`() {
    #expect("a\u{1B}[2J\u{202E}\"\\é漢".quoted == "\"a\\u{1b}[2J\\u{202e}\\\"\\\\é漢\"")
    #expect(String(repeating: "x", count: 500).quoted.count == 123)
  }
}
