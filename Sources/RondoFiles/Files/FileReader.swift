/// A regular file opened for sequential reading.
package struct FileReader: ~Copyable {
  package let path: String
  /// The length in bytes when the file was opened.
  package let byteCount: Int
  package let descriptor: Int32

  /// Opens a file without blocking; refuses anything but a regular file.
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

/// The contents of a file mapped into memory, whose pages the system loads on demand.
///
/// The mapping is valid as long as the value, even if the file is removed or replaced. Truncating
/// the file while it is mapped crashes the program: map only files that are replaced whole.
/// `Sendable`, because it is read-only.
package final class MappedFile: @unchecked Sendable {
  package let bytes: UnsafeRawBufferPointer

  fileprivate init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  deinit { POSIX.unmap(bytes) }
}

extension FileReader {
  /// Maps the whole file, regardless of how much of it has been read.
  package func map() throws(CheckpointError) -> MappedFile {
    do throws(SystemError) { return MappedFile(try POSIX.map(descriptor, byteCount)) } catch {
      throw .inputOutput(operation: "map", path: path, code: error.code)
    }
  }
}
