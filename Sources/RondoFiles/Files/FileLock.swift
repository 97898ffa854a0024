/// The right to work in a folder, held until the value goes or its process dies.
///
///     let lock = try run.lock()   // throws `.busy` while another process holds it
///
/// An advisory lock (`flock`) on a file in it, which names the process that holds it. The file
/// stays, because removing it could let two processes each hold a file of that name. Sendable, and
/// not copyable: it owns the open file.
public struct FileLock: ~Copyable, Sendable {
  private let descriptor: Int32

  /// Takes the right.
  ///
  /// - Parameters:
  ///   - path: The file that is locked; it is made where it is not there.
  ///   - folder: What it protects, for the error.
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

  /// Gives the right back at once.
  public consuming func release() {}

  /// The process that the file names.
  private static func holder(_ descriptor: Int32) -> Int32? {
    withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { buffer in
      guard let count = try? POSIX.readSome(descriptor, into: buffer, at: 0) else { return nil }
      return Int32(String(decoding: buffer[..<count].prefix { $0 != 10 }, as: UTF8.self))
    }
  }
}
