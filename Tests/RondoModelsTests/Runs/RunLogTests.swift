import Foundation
import TestSupport
import Testing

@testable import RondoFiles
@testable import RondoModels

@Suite struct `The log of a run` {
  private static let lines = ["{\"step\":1}", "", String(repeating: "é", count: 5_000), "last"]
  private static var text: [UInt8] { lines.flatMap { Array("\($0)\n".utf8) } }

  private func withLog(_ body: (borrowing RunLog, String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let run = try RunFolder.create(folder)
      let log = try run.log()
      for line in Self.lines { try log.append(line) }
      try body(log, run.logPath)
    }
  }

  @Test func `lines are appended, also after opening it again`() throws {
    try withLog { log, path in
      #expect(bytes(of: path) == Self.text)
      let again = try RunLog(path)
      try again.append("more")
      try log.append("and more")
      try log.flush()
      #expect(bytes(of: path) == Self.text + Array("more\nand more\n".utf8))
      #expect(try log.byteCount == Self.text.count + 14)
    }
  }

  @Test func `a line that the full device takes only in part goes again`() throws {
    try withLog { log, path in
      var operations = FileOperations.system
      operations.write = { (descriptor, bytes) throws(SystemError) in
        if bytes.count < 8 { throw SystemError(code: ENOSPC) }
        return try POSIX.writeSome(descriptor, UnsafeRawBufferPointer(rebasing: bytes.prefix(3)))
      }
      let error = CheckpointError.inputOutput(operation: "write", path: path, code: ENOSPC)
      #expect(throws: error) { try log.append("0123456789", operations: operations) }
      #expect(bytes(of: path) == Self.text)
    }
  }

  @Test func `a cut at the end of a line is exact`() throws {
    for keptLines in 0...Self.lines.count {
      try withLog { log, path in
        let kept = Self.lines[..<keptLines].flatMap { Array("\($0)\n".utf8) }
        let cut = try log.cut(toByteCount: kept.count)
        #expect(cut.isExact)
        #expect(bytes(of: path) == kept)
        try log.append("next")
        #expect(bytes(of: path) == kept + Array("next\n".utf8))
      }
    }
  }

  @Test(arguments: [(5, 0), (12, 12), (13, 12), (4_200, 12), (10_012, 12), (10_015, 10_013)])
  func `a cut inside a line falls back to the line before and says so`(
    requested: Int, kept: Int
  ) throws {
    try withLog { log, path in
      let cut = try log.cut(toByteCount: requested)
      #expect(cut == RunLog.Cut(requested: requested, kept: kept))
      #expect(cut.isExact == (requested == kept))
      #expect(bytes(of: path) == Array(Self.text[..<kept]))
    }
  }

  @Test func `a log shorter than the state says keeps its whole lines`() throws {
    try withLog { log, path in
      let cut = try log.cut(toByteCount: 1_000_000)
      #expect(cut.kept == Self.text.count)
      #expect(bytes(of: path) == Self.text)
    }
  }

  @Test func `half a line at the end goes`() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write(Array("whole\nhal".utf8), to: folder + "/log.jsonl")
      let log = try RunFolder.open(folder).log()
      #expect(try log.cut(toByteCount: 9) == RunLog.Cut(requested: 9, kept: 6))
      #expect(bytes(of: folder + "/log.jsonl") == Array("whole\n".utf8))
    }
  }

  @Test func `a log that is no file is refused`() throws {
    try withTemporaryFolder { folder in
      try #require(mkfifo(folder + "/log.jsonl", 0o600) == 0)
      let path = folder + "/log.jsonl"
      #expect(throws: CheckpointError.notAFile(path: path, kind: "a FIFO")) {
        let log = try RunFolder.open(folder).log()
        try log.flush()
      }
    }
  }
}
