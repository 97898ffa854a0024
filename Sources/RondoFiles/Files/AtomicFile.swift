/// A file that is written completely under a temporary name and then renamed in one step.
///
///     let bytes = Array("weights".utf8)
///     let model = try AtomicFile("run/model") { writer throws(CheckpointError) in
///       try writer.write(bytes)
///     }                                        // on the disk, under a temporary name
///     try model.publish()                      // now `run/model` is the new file
///     try AtomicFile.synchronizeFolder(of: "run/model")   // and survives a power cut
///
/// A reader sees either the old contents or all of the new ones, whenever the process dies. The
/// temporary name is `.NAME.tmp-PID-RANDOM` in the same folder; the file is removed with the value.
/// A symbolic link is kept: the file that it refers to is replaced, in its own folder. Permissions
/// are those of a new file. `Sendable`; not copyable, because it owns the temporary file.
public struct AtomicFile: ~Copyable, Sendable {
  /// The path of the file.
  public let path: String
  let temporary: String
  private let operations: FileOperations
  private var isPublished = false

  /// Writes a whole file under a temporary name and flushes it to the device.
  ///
  /// - Throws: The error of `contents`, `.cannotCreate`, or `.inputOutput` if writing, flushing or
  ///   closing fails; the temporary file is then removed.
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

  /// Writes and flushes; closes in any case.
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

  /// Renames the file to its path, replacing a file that exists there.
  ///
  /// - Throws: `.inputOutput`; the old file is then unchanged and the new one removed.
  public consuming func publish() throws(CheckpointError) {
    do throws(SystemError) { try operations.rename(temporary, path) } catch {
      throw .inputOutput(operation: "rename to", path: path, code: error.code)
    }
    isPublished = true
  }
}

extension AtomicFile {
  /// Writes a whole file in one call and flushes its folder.
  ///
  /// - Throws: `.cannotCreate` or `.inputOutput`; the old file is then unchanged.
  public static func write(_ bytes: [UInt8], to path: String) throws(CheckpointError) {
    try AtomicFile(path) { (writer) throws(CheckpointError) in try writer.write(bytes) }.publish()
    try synchronizeFolder(of: path)
  }

  /// Throws `.cannotCreate` if no file can be created at this path; to be called before the work.
  public static func checkWritable(_ path: String) throws(CheckpointError) {
    do throws(SystemError) {
      if path.isEmpty || POSIX.isFolder(path) { throw .isFolder }
      try POSIX.checkWritable(PathParts(POSIX.resolved(path) ?? path).folder)
    } catch {
      throw .cannotCreate(operation: "create", path: path, code: error.code)
    }
  }

  /// Flushes the folder of a file, so that its names are on the device.
  ///
  /// - Throws: `.inputOutput`; the new name then exists, but a power cut may undo it.
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

  /// Removes the temporary files of dead processes from a folder, except those that cannot be
  /// removed.
  ///
  /// - Parameter names: The files whose temporary files may be removed, such as
  ///   `model.safetensors`.
  /// - Returns: The names removed.
  @discardableResult
  public static func removeStaleTemporaries(in folder: String, of names: [String]) -> [String] {
    guard let found = try? POSIX.names(in: folder) else { return [] }
    let stale = found.filter { name in
      names.contains { TemporaryName.isStale(name, of: $0) }
    }
    return stale.filter { (try? POSIX.removeFile("\(folder)/\($0)")) != nil }
  }
}

/// A file open for appending.
///
/// `Sendable`: it holds the number of a descriptor.
public struct FileWriter: Sendable {
  let descriptor: Int32
  let path: String
  let operations: FileOperations

  /// A writer to the end of an open file.
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

  /// Appends the bytes of a buffer, in as many system calls as necessary.
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

/// The system calls of `AtomicFile` as values, so that a test can make one of them fail.
package struct FileOperations: Sendable {
  package var create: @Sendable (_ path: String) throws(SystemError) -> Int32
  var write: @Sendable (_ descriptor: Int32, UnsafeRawBufferPointer) throws(SystemError) -> Int
  package var synchronize: @Sendable (_ descriptor: Int32) throws(SystemError) -> Void
  var close: @Sendable (_ descriptor: Int32) throws(SystemError) -> Void
  var rename: @Sendable (_ old: String, _ new: String) throws(SystemError) -> Void
  var synchronizeFolder: @Sendable (_ path: String) throws(SystemError) -> Void

  /// The calls of the system.
  package static let system = FileOperations(
    create: { (path) throws(SystemError) in try POSIX.createNew(path) },
    write: { (descriptor, bytes) throws(SystemError) in try POSIX.writeSome(descriptor, bytes) },
    synchronize: { (descriptor) throws(SystemError) in try POSIX.synchronize(descriptor) },
    close: { (descriptor) throws(SystemError) in try POSIX.closeFile(descriptor) },
    rename: { (old, new) throws(SystemError) in try POSIX.renameFile(old, to: new) },
    synchronizeFolder: { (path) throws(SystemError) in try POSIX.synchronizeFolder(path) })
}

/// Temporary names of files that are still being written: `.NAME.tmp-PID-RANDOM`.
///
/// RANDOM is sixteen hexadecimal digits; the first eight are the same within a process, so that a
/// process distinguishes its own files from those of a dead one with the same process number (which
/// is common in containers).
package enum TemporaryName {
  private static let token = digits(UInt32.random(in: .min ... .max))

  /// A new name in the folder of `path`.
  package static func make(for path: String) -> String {
    let parts = PathParts(path)
    let random = token + digits(UInt32.random(in: .min ... .max))
    return "\(parts.folder)/.\(parts.name).tmp-\(POSIX.process)-\(random)"
  }

  /// The name of the file to which a temporary name belongs; nil for any other name.
  package static func target(of candidate: String) -> String? {
    let mark = ".tmp-"
    guard candidate.hasPrefix("."),
      let start = candidate.indices.last(where: { candidate[$0...].hasPrefix(mark) })
    else { return nil }
    return String(candidate[..<start].dropFirst())
  }

  /// Whether a name in a folder is a temporary name of the file `name`, left by a dead process.
  package static func isStale(_ candidate: String, of name: String) -> Bool {
    let prefix = ".\(name).tmp-"
    guard candidate.hasPrefix(prefix) else { return false }
    let fields = candidate.dropFirst(prefix.count).split(
      separator: "-", omittingEmptySubsequences: false)
    guard fields.count == 2, let process = Int32(fields[0]), process > 0,
      fields[1].utf8.count == 16, fields[1].allSatisfy(\.isHexDigit)
    else { return false }
    return process == POSIX.process
      ? !fields[1].hasPrefix(token) : !POSIX.isAlive(process)
  }

  private static func digits(_ number: UInt32) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
