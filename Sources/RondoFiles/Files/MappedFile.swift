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
