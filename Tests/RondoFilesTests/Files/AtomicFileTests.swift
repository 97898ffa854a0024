import Foundation
import Synchronization
import TestSupport
import Testing

@testable import RondoFiles

@Suite struct `Files written in one step` {
  private static let full: Int32 = 28
  private static let quota: Int32 = 122
  private static let broken: Int32 = 5

  /// The real operations, with one of them failing.
  private static func failing(_ operation: String, code: Int32) -> FileOperations {
    var operations = FileOperations.system
    let error = SystemError(code: code)
    switch operation {
    case "create": operations.create = { (_) throws(SystemError) in throw error }
    case "write": operations.write = { (_, _) throws(SystemError) in throw error }
    case "synchronize": operations.synchronize = { (_) throws(SystemError) in throw error }
    case "close":
      operations.close = { (descriptor) throws(SystemError) in
        try POSIX.closeFile(descriptor)
        throw error
      }
    default: operations.rename = { (_, _) throws(SystemError) in throw error }
    }
    return operations
  }

  private static func write(
    _ text: String, to path: String, _ operations: FileOperations
  ) throws(CheckpointError) {
    try AtomicFile(path, operations: operations) { (writer) throws(CheckpointError) in
      try writer.write(Array(text.utf8))
    }.publish()
  }

  @Test func `a file is made, and then replaced`() throws {
    try withTemporaryFolder { folder in
      for text in ["old", "newer", ""] {
        try AtomicFile.write(Array(text.utf8), to: folder + "/file")
        #expect(bytes(of: folder + "/file") == Array(text.utf8))
        #expect(try names(in: folder) == ["file"])
      }
    }
  }

  @Test(
    arguments: ["create", "write", "synchronize", "close", "rename to"], [full, quota, broken])
  func `a failure is reported, and leaves the old file alone`(
    operation: String, code: Int32
  ) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/file"
      try AtomicFile.write([1], to: path)
      let error = CheckpointError.inputOutput(operation: operation, path: path, code: code)
      #expect(throws: error) {
        try Self.write("new", to: path, Self.failing(operation, code: code))
      }
      #expect(bytes(of: path) == [1])
      #expect(try names(in: folder) == ["file"])
    }
  }

  @Test func `a device that fills up midway leaves the old file alone`() throws {
    try withTemporaryFolder { folder in
      let left = Mutex(10)
      var operations = FileOperations.system
      operations.write = { (descriptor, bytes) throws(SystemError) in
        let count = left.withLock { left in
          defer { left -= min(left, bytes.count) }
          return min(left, bytes.count)
        }
        if count == 0 { throw SystemError(code: Self.full) }
        return try POSIX.writeSome(descriptor, UnsafeRawBufferPointer(rebasing: bytes[..<count]))
      }
      let path = folder + "/file"
      try AtomicFile.write([1], to: path)
      let error = CheckpointError.inputOutput(operation: "write", path: path, code: Self.full)
      #expect(throws: error) {
        try Self.write("more than ten bytes", to: path, operations)
      }
      #expect(bytes(of: path) == [1])
      #expect(try names(in: folder) == ["file"])
    }
  }

  @Test func `short writes are invisible`() throws {
    try withTemporaryFolder { folder in
      var operations = FileOperations.system
      operations.write = { (descriptor, bytes) throws(SystemError) in
        try POSIX.writeSome(descriptor, UnsafeRawBufferPointer(rebasing: bytes.prefix(3)))
      }
      try Self.write("0123456789", to: folder + "/file", operations)
      #expect(bytes(of: folder + "/file") == Array("0123456789".utf8))
    }
  }

  @Test func `a failed synchronization is not tried again`() throws {
    try withTemporaryFolder { folder in
      let calls = Mutex(0)
      var operations = FileOperations.system
      operations.synchronize = { (_) throws(SystemError) in
        calls.withLock { $0 += 1 }
        throw SystemError(code: Self.broken)
      }
      #expect(throws: CheckpointError.self) {
        try Self.write("new", to: folder + "/file", operations)
      }
      #expect(calls.withLock { $0 } == 1)
    }
  }

  @Test func `what the contents throw comes through, and nothing is left`() throws {
    try withTemporaryFolder { folder in
      #expect(throws: CheckpointError.headerTooLong(byteCount: 1)) {
        try AtomicFile(folder + "/file") { (_) throws(CheckpointError) in
          throw .headerTooLong(byteCount: 1)
        }.publish()
      }
      let left = try names(in: folder)
      #expect(left == [])
    }
  }

  @Test func `a file that is not published goes away`() throws {
    try withTemporaryFolder { folder in
      do {
        let prepared = try AtomicFile(folder + "/file") { (writer) throws(CheckpointError) in
          try writer.write([1])
        }
        #expect(try names(in: folder).count == 1)
        #expect(prepared.path == folder + "/file")
      }
      let left = try names(in: folder)
      #expect(left == [])
    }
  }

  @Test func `a symbolic link stays, and the file behind it is replaced`() throws {
    try withTemporaryFolder { folder in
      let files = FileManager.default
      try files.createDirectory(atPath: folder + "/there", withIntermediateDirectories: false)
      try AtomicFile.write([1], to: folder + "/there/file")
      try files.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: folder + "/there/file")
      try AtomicFile.write([2], to: folder + "/link")
      #expect(bytes(of: folder + "/there/file") == [2])
      #expect(try files.destinationOfSymbolicLink(atPath: folder + "/link").hasSuffix("file"))
    }
  }

  @Test func `a name too long, in no folder, of a folder or with a NUL is refused`() throws {
    try withTemporaryFolder { folder in
      let long = String(repeating: "n", count: 255)
      for path in [folder + "/none/file", folder + "/" + long, folder + "/a\0b", folder, ""] {
        let error = #expect(throws: CheckpointError.self) { try AtomicFile.write([], to: path) }
        #expect(error?.category == .cannotCreate)
      }
      let left = try names(in: folder)
      #expect(left == [])
    }
  }

  @Test(.enabled(if: geteuid() != 0, "permissions do not bind the superuser"))
  func `a read-only folder keeps its old file`() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write([1], to: folder + "/file")
      let files = FileManager.default
      try files.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
      defer { try? files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder) }
      let error = #expect(throws: CheckpointError.self) {
        try AtomicFile.write([2], to: folder + "/file")
      }
      #expect(error?.category == .cannotCreate)
      #expect(bytes(of: folder + "/file") == [1])
    }
  }

  @Test func `only temporaries of dead processes are cleared away`() throws {
    try withTemporaryFolder { folder in
      let own = PathParts(TemporaryName.make(for: folder + "/model")).name
      let dead = [
        ".model.tmp-2147483647-0123456789abcdef",
        ".model.tmp-\(POSIX.process)-0123456789abcdef",
      ]
      let others = [
        own, ".model.tmp-1-0123456789abcdef", ".other.tmp-2147483647-0123456789abcdef",
        ".model.tmp-2147483647-0123", ".model.tmp-x-0123456789abcdef", "model",
        ".model.tmp-2147483647-0123456789abcdef-1", "model.tmp-2147483647-0123456789abcdef",
      ]
      for name in dead + others { try AtomicFile.write([], to: folder + "/" + name) }
      let removed = AtomicFile.removeStaleTemporaries(in: folder, of: ["model"])
      #expect(removed.sorted() == dead.sorted())
      #expect(try names(in: folder) == others.sorted())
    }
  }
}
