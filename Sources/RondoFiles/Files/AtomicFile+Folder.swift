extension AtomicFile {
  /// Writes a whole file in one call, the folder's entry included.
  ///
  /// - Throws: `.cannotCreate` or `.inputOutput`; the old file is then as it was.
  public static func write(_ bytes: [UInt8], to path: String) throws(CheckpointError) {
    try AtomicFile(path) { (writer) throws(CheckpointError) in try writer.write(bytes) }.publish()
    try synchronizeFolder(of: path)
  }

  /// Throws `.cannotCreate` where a file cannot be made at this place: before work is done for it.
  public static func checkWritable(_ path: String) throws(CheckpointError) {
    do throws(SystemError) {
      if path.isEmpty || POSIX.isFolder(path) { throw .isFolder }
      try POSIX.checkWritable(PathParts(POSIX.resolved(path) ?? path).folder)
    } catch {
      throw .cannotCreate(operation: "create", path: path, code: error.code)
    }
  }

  /// Waits until the device has the names in the folder of a file.
  ///
  /// - Throws: `.inputOutput`; the new name is then in place and may be lost with the power.
  public static func synchronizeFolder(of path: String) throws(CheckpointError) {
    try synchronizeFolder(of: path, operations: .system)
  }

  package static func synchronizeFolder(
    of path: String, operations: FileOperations
  ) throws(CheckpointError) {
    let folder = PathParts(POSIX.resolved(path) ?? path).folder
    do throws(SystemError) { try operations.synchronizeFolder(folder) } catch {
      throw .inputOutput(operation: "synchronize the folder", path: folder, code: error.code)
    }
  }

  /// Removes the temporary files that dead processes left in a folder; names that cannot be removed
  /// stay.
  ///
  /// - Parameter names: the files whose temporaries may go, such as `model.safetensors`.
  /// - Returns: the names removed.
  @discardableResult
  public static func removeStaleTemporaries(in folder: String, of names: [String]) -> [String] {
    guard let found = try? POSIX.names(in: folder) else { return [] }
    let stale = found.filter { name in
      names.contains { TemporaryName.isStale(name, of: $0) }
    }
    return stale.filter { (try? POSIX.removeFile("\(folder)/\($0)")) != nil }
  }
}
