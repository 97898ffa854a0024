/// A file that is written completely beside its place and then put there in one step.
///
///     let model = try AtomicFile("run/model") { writer throws(CheckpointError) in
///       try writer.write(bytes)
///     }                                        // on the disk, under a temporary name
///     try model.publish()                      // now `run/model` is the new file
///     try AtomicFile.synchronizeFolder(of: "run/model")   // and stays it after a power cut
///
/// Whoever opens the place sees the old contents or all of the new ones, whenever the process dies.
/// The temporary name is `.NAME.tmp-PID-RANDOM` in the same folder; it goes when the value does. A
/// symbolic link stays: the file behind it is replaced, in its own folder. Permissions are those of
/// a new file. Sendable, and not copyable: it owns the temporary file.
public struct AtomicFile: ~Copyable, Sendable {
  /// The place of the file.
  public let path: String
  let temporary: String
  private let operations: FileOperations
  private var isPublished = false

  /// Writes all of a file under a temporary name and waits until the device has it.
  ///
  /// - Throws: what `contents` throws, `.cannotCreate`, or `.inputOutput` where writing, waiting
  ///   for the device or closing fails; the temporary file is then gone.
  public init(
    _ path: String, contents: (FileWriter) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    try self.init(path, operations: .system, contents: contents)
  }

  init(
    _ path: String, operations: FileOperations,
    contents: (FileWriter) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    let target = POSIX.resolved(path) ?? path
    let temporary = TemporaryName.make(for: target)
    let descriptor: Int32
    do throws(SystemError) {
      if path.isEmpty || POSIX.isFolder(path) { throw .isFolder }
      descriptor = try operations.create(temporary)
    } catch {
      throw error.isDeviceTrouble
        ? .inputOutput(operation: "create", path: path, code: error.code)
        : .cannotCreate(operation: "create", path: path, code: error.code)
    }
    do throws(CheckpointError) {
      try Self.fill(
        FileWriter(descriptor: descriptor, path: path, operations: operations), contents)
    } catch {
      try? POSIX.removeFile(temporary)
      throw error
    }
    self.path = target
    self.temporary = temporary
    self.operations = operations
  }

  deinit {
    if !isPublished { try? POSIX.removeFile(temporary) }
  }

  /// Writes, waits for the device, and closes in any case.
  private static func fill(
    _ writer: FileWriter, _ contents: (FileWriter) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    var operation = "synchronize"
    do throws(CheckpointError) {
      try contents(writer)
      do throws(SystemError) {
        try writer.operations.synchronize(writer.descriptor)
        operation = "close"
      } catch {
        throw .inputOutput(operation: operation, path: writer.path, code: error.code)
      }
    } catch {
      try? POSIX.closeFile(writer.descriptor)
      throw error
    }
    do throws(SystemError) { try writer.operations.close(writer.descriptor) } catch {
      throw .inputOutput(operation: operation, path: writer.path, code: error.code)
    }
  }

  /// Gives the file its name, in the place of what had it.
  ///
  /// - Throws: `.inputOutput`; the old file is then as it was and the new one gone.
  public consuming func publish() throws(CheckpointError) {
    do throws(SystemError) { try operations.rename(temporary, path) } catch {
      throw .inputOutput(operation: "rename to", path: path, code: error.code)
    }
    isPublished = true
  }
}
