/// The system calls behind `AtomicFile`, as values, so that a test can let one of them fail.
package struct FileOperations: Sendable {
  package var create: @Sendable (_ path: String) throws(SystemError) -> Int32
  var write: @Sendable (_ descriptor: Int32, UnsafeRawBufferPointer) throws(SystemError) -> Int
  package var synchronize: @Sendable (_ descriptor: Int32) throws(SystemError) -> Void
  var close: @Sendable (_ descriptor: Int32) throws(SystemError) -> Void
  var rename: @Sendable (_ old: String, _ new: String) throws(SystemError) -> Void
  var synchronizeFolder: @Sendable (_ path: String) throws(SystemError) -> Void

  /// The real ones.
  package static let system = FileOperations(
    create: { (path) throws(SystemError) in try POSIX.createNew(path) },
    write: { (descriptor, bytes) throws(SystemError) in try POSIX.writeSome(descriptor, bytes) },
    synchronize: { (descriptor) throws(SystemError) in try POSIX.synchronize(descriptor) },
    close: { (descriptor) throws(SystemError) in try POSIX.closeFile(descriptor) },
    rename: { (old, new) throws(SystemError) in try POSIX.renameFile(old, to: new) },
    synchronizeFolder: { (path) throws(SystemError) in try POSIX.synchronizeFolder(path) })
}
