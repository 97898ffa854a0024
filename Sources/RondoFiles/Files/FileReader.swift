/// A regular file, open for reading from its start to its end.
package struct FileReader: ~Copyable {
  package let path: String
  /// The length at the time of opening.
  package let byteCount: Int
  package let descriptor: Int32

  /// Opens without waiting, and refuses whatever is not a regular file.
  package init(_ path: String) throws(CheckpointError) {
    let descriptor: Int32
    do throws(SystemError) { descriptor = try POSIX.openForReading(path) } catch {
      throw error.isMissing ? .missing(path: path) : .unreadable(path: path, code: error.code)
    }
    let information: POSIX.Information
    do throws(SystemError) { information = try POSIX.information(of: descriptor) } catch {
      try? POSIX.closeFile(descriptor)
      throw .unreadable(path: path, code: error.code)
    }
    guard information.isRegular else {
      try? POSIX.closeFile(descriptor)
      throw .notAFile(path: path, kind: information.kind)
    }
    self.path = path
    self.descriptor = descriptor
    byteCount = information.byteCount
  }

  deinit { try? POSIX.closeFile(descriptor) }

  /// The next bytes; `count` has been checked against `byteCount`.
  package func read(_ count: Int) throws(CheckpointError) -> [UInt8] {
    var failure: SystemError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let buffer = UnsafeMutableRawBufferPointer(buffer)
      do throws(SystemError) {
        while filled < count {
          let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<count])
          let step = try POSIX.readSome(descriptor, into: rest)
          if step == 0 { break }
          filled += step
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw .inputOutput(operation: "read", path: path, code: failure.code) }
    if bytes.count < count {
      throw .malformed(path: path, fault: .truncated(found: bytes.count, expected: count))
    }
    return bytes
  }
}

/// The contents of a file as memory that the system reads when it is used, and may forget again.
///
/// It stays as long as the value, even if the file is removed or replaced. Whoever cuts the file off
/// while it is in use ends the program: map only files that are replaced whole. `Sendable`, because
/// it is only read.
package final class MappedFile: @unchecked Sendable {
  package let bytes: UnsafeRawBufferPointer

  fileprivate init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  deinit { POSIX.unmap(bytes) }
}

extension FileReader {
  /// The whole file, whatever has been read of it.
  package func map() throws(CheckpointError) -> MappedFile {
    do throws(SystemError) { return MappedFile(try POSIX.map(descriptor, byteCount)) } catch {
      throw .inputOutput(operation: "map", path: path, code: error.code)
    }
  }
}
