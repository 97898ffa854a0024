/// The open end of a file that is being written.
///
/// Sendable: it holds a descriptor's number.
public struct FileWriter: Sendable {
  let descriptor: Int32
  let path: String
  let operations: FileOperations

  /// The end of a file that is open already.
  package init(descriptor: Int32, path: String, operations: FileOperations = .system) {
    (self.descriptor, self.path, self.operations) = (descriptor, path, operations)
  }

  /// Appends bytes.
  ///
  /// - Throws: `.inputOutput`, with some of the bytes written or none.
  public func write(_ bytes: [UInt8]) throws(CheckpointError) {
    try bytes.withUnsafeBytes { (bytes) in
      Result { () throws(CheckpointError) in try write(bytes) }
    }.get()
  }

  /// Appends the bytes of a buffer, in as many calls as the system wants.
  ///
  /// - Throws: `.inputOutput`, with some of the bytes written or none.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
    var rest = bytes
    do throws(SystemError) {
      while !rest.isEmpty {
        let count = try operations.write(descriptor, rest)
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    } catch {
      throw .inputOutput(operation: "write", path: path, code: error.code)
    }
  }
}
