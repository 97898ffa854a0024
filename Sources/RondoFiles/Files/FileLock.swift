/// An exclusive lock on a folder, held until the value is destroyed or its process ends.
///
///     let run = try RunFolder.create("checkpoints/names")
///     let lock = try run.lock()   // throws `.busy` while another process holds it
///
/// It is an advisory lock (`flock`) on a file in the folder, which names the process that holds it.
/// The file is never removed, because two processes could then each lock a file of that name.
/// `Sendable`; not copyable, because it owns the open file.
public struct FileLock: ~Copyable, Sendable {
  private let descriptor: Int32

  /// Acquires the lock without waiting.
  ///
  /// - Parameters:
  ///   - path: The file to lock; created if it does not exist.
  ///   - folder: The folder that it protects, for the error.
  package init(path: String, folder: String) throws(CheckpointError) {
    let descriptor: Int32
    do throws(SystemError) {
      descriptor = try POSIX.openOrCreate(path, appending: false)
    } catch {
      throw .cannotCreate(operation: "create", path: path, code: error.code)
    }
    do throws(SystemError) {
      try POSIX.lockWithoutWaiting(descriptor)
      try POSIX.cut(descriptor, to: 0)
      _ = try Array("\(POSIX.process)\n".utf8).withUnsafeBytes { (text) in
        Result { () throws(SystemError) in try POSIX.writeSome(descriptor, text) }
      }.get()
    } catch {
      let holder = Self.holder(descriptor)
      try? POSIX.closeFile(descriptor)
      throw error.isLocked
        ? .busy(path: folder, process: holder)
        : .cannotCreate(operation: "lock", path: path, code: error.code)
    }
    self.descriptor = descriptor
  }

  deinit { try? POSIX.closeFile(descriptor) }

  /// Releases the lock.
  public consuming func release() {}

  /// The process named in the file.
  private static func holder(_ descriptor: Int32) -> Int32? {
    withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { buffer in
      guard let count = try? POSIX.readSome(descriptor, into: buffer, at: 0) else { return nil }
      return Int32(String(decoding: buffer[..<count].prefix { $0 != 10 }, as: UTF8.self))
    }
  }
}
