import Foundation
import TestSupport
import Testing

@testable import RondoFiles

@Suite struct `Paths that are no checkpoint` {
  @Test func `an absent file is missing`() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write([], to: folder + "/file")
      for path in [folder + "/none", folder + "/file/below", folder + "/none/below", ""] {
        #expect(throws: CheckpointError.missing(path: path)) {
          try SafetensorsFile.load(from: path)
        }
      }
    }
  }

  @Test func `a folder, a FIFO and a device are named as such, at once`() throws {
    try withTemporaryFolder { folder in
      try #require(mkfifo(folder + "/fifo", 0o600) == 0)
      let kinds = [
        folder: "a folder", folder + "/fifo": "a FIFO", "/dev/null": "a device",
        "/dev/zero": "a device",
      ]
      for (path, kind) in kinds {
        #expect(throws: CheckpointError.notAFile(path: path, kind: kind)) {
          try SafetensorsFile.load(from: path)
        }
      }
    }
  }

  @Test func `a path with a NUL does not lead to another file`() throws {
    try withTemporaryFolder { folder in
      try SafetensorsFile().save(to: folder + "/file")
      let error = #expect(throws: CheckpointError.self) {
        try SafetensorsFile.load(from: folder + "/file\0.txt")
      }
      #expect(error?.category == .missing)
    }
  }

  @Test func `a file larger than the memory is refused before it is read`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/file"
      try AtomicFile.write([UInt8](repeating: 7, count: 100), to: path)
      #expect(throws: CheckpointError.largerThanMemory(path: path, byteCount: 100, memory: 99)) {
        try SafetensorsFile.load(from: path, memory: 99)
      }
    }
  }
}
