import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The error number of a failed system call.
package struct SystemError: Error, Equatable {
  package let code: Int32

  /// The path is that of a folder.
  package static let isFolder = SystemError(code: EISDIR)

  /// The path does not exist.
  package var isMissing: Bool { code == ENOENT || code == ENOTDIR }
  /// The path exists already.
  var isExisting: Bool { code == EEXIST }
  /// A file is shorter than it was.
  package static let endedEarly = SystemError(code: EIO)
  /// Another process holds the lock.
  var isLocked: Bool { code == EWOULDBLOCK }
  /// The device is full or failing, whatever the path.
  var isDeviceTrouble: Bool { code == ENOSPC || code == EDQUOT || code == EIO }

  /// The system's description of an error number.
  package static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}

/// System calls, each as one throwing function; the only place outside the engine that imports the
/// C library.
package enum POSIX {
  /// Facts about the file that a descriptor or a path refers to.
  package struct Information {
    /// The kind of file in words, such as "a regular file".
    package let kind: String
    package let isRegular: Bool
    package let isFolder: Bool
    package let isLink: Bool
    package let byteCount: Int
    /// The time of the last change, in nanoseconds.
    package let modified: Int
    /// The device and the file number on it, which identify a file.
    package let device: UInt64
    package let number: UInt64

    fileprivate init(_ status: stat) {
      let format = status.st_mode & S_IFMT
      kind =
        switch format {
        case S_IFREG: "a regular file"
        case S_IFDIR: "a folder"
        case S_IFIFO: "a FIFO"
        case S_IFCHR, S_IFBLK: "a device"
        case S_IFSOCK: "a socket"
        default: "not a file"
        }
      (isRegular, isFolder, isLink) = (format == S_IFREG, format == S_IFDIR, format == S_IFLNK)
      byteCount = Int(status.st_size)
      #if canImport(Darwin)
        let time = status.st_mtimespec
      #else
        let time = status.st_mtim
      #endif
      modified = Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
      device = UInt64(truncatingIfNeeded: status.st_dev)
      number = UInt64(truncatingIfNeeded: status.st_ino)
    }
  }

  /// Repeats a call while signals interrupt it.
  private static func retrying<Value: SignedInteger>(
    _ call: () -> Value
  ) throws(SystemError) -> Value {
    while true {
      let result = call()
      if result != -1 { return result }
      let code = errno
      if code != EINTR { throw SystemError(code: code) }
    }
  }

  /// Makes a call with a path, repeated while signals interrupt it.
  private static func retrying<Value: SignedInteger>(
    _ path: String, _ call: (UnsafePointer<CChar>) -> Value
  ) throws(SystemError) -> Value {
    let path = try cString(path)
    return try retrying { call(path) }
  }

  /// A path for the system, without NUL, which would end it early.
  private static func cString(_ path: String) throws(SystemError) -> [CChar] {
    if path.utf8.contains(0) { throw SystemError(code: EINVAL) }
    return PathBytes.cString(path)
  }

  /// The file that a path refers to, following links or not; nil if there is none.
  private static func entry(at path: String, followingLinks: Bool) -> Information? {
    try? information(at: path, followingLinks: followingLinks)
  }

  /// The file that a path refers to, following links or not.
  package static func information(
    at path: String, followingLinks: Bool = true
  ) throws(SystemError) -> Information {
    var status = stat()
    _ = try retrying(path) { followingLinks ? stat($0, &status) : lstat($0, &status) }
    return Information(status)
  }

  /// Opens for reading; waits for the writer of a FIFO.
  package static func openStream(_ path: String) throws(SystemError) -> Int32 {
    try retrying(path) { open($0, O_RDONLY | O_CLOEXEC | O_NOCTTY) }
  }

  /// Opens for reading without waiting, even if the path is a FIFO without a writer.
  static func openForReading(_ path: String) throws(SystemError) -> Int32 {
    try retrying(path) { open($0, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY) }
  }

  /// Creates a file, which must not exist, for writing.
  static func createNew(_ path: String) throws(SystemError) -> Int32 {
    try retrying(path) { open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
  }

  /// Opens or creates a file for reading and writing; with `appending` every write goes to its end.
  package static func openOrCreate(_ path: String, appending: Bool) throws(SystemError) -> Int32 {
    let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK | (appending ? O_APPEND : 0)
    return try retrying(path) { open($0, flags, 0o666) }
  }

  /// Creates a file, which must not exist, for reading and writing.
  package static func createForBoth(_ path: String) throws(SystemError) -> Int32 {
    try retrying(path) { open($0, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
  }

  /// Maps the contents of a file into read-only memory.
  static func map(
    _ descriptor: Int32, _ byteCount: Int
  ) throws(SystemError) -> UnsafeRawBufferPointer {
    guard byteCount > 0 else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    let pointer = mmap(nil, byteCount, PROT_READ, MAP_SHARED, descriptor, 0)
    guard let pointer, pointer != MAP_FAILED else { throw SystemError(code: errno) }
    return UnsafeRawBufferPointer(start: pointer, count: byteCount)
  }

  static func unmap(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
  }

  /// The time of the last change of a file, in nanoseconds; nil if there is none.
  package static func modified(_ path: String) -> Int? {
    entry(at: path, followingLinks: false)?.modified
  }

  /// Sets the time of the last change of a file to now.
  package static func touch(_ path: String) {
    _ = try? retrying(path) { utimensat(AT_FDCWD, $0, nil, 0) }
  }

  package static func information(of descriptor: Int32) throws(SystemError) -> Information {
    var status = stat()
    _ = try retrying { fstat(descriptor, &status) }
    return Information(status)
  }

  /// Reads at most 1 GiB a call; returns 0 at the end of the file.
  package static func readSome(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemError) -> Int {
    try retrying { read(descriptor, buffer.baseAddress, min(buffer.count, 1 << 30)) }
  }

  package static func readSome(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SystemError) -> Int {
    try retrying { pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)) }
  }

  /// Writes in one call, which may write fewer bytes than given.
  static func writeSome(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer
  ) throws(SystemError) -> Int {
    try retrying { write(descriptor, bytes.baseAddress, min(bytes.count, 1 << 30)) }
  }

  /// Flushes a file. A failure is final: the system may have dropped the pages not written.
  package static func synchronize(_ descriptor: Int32) throws(SystemError) {
    _ = try retrying { fsync(descriptor) }
  }

  /// Closes a descriptor, in one call only: after an interruption it is closed already.
  package static func closeFile(_ descriptor: Int32) throws(SystemError) {
    guard close(descriptor) == -1 else { return }
    let code = errno
    if code != EINTR { throw SystemError(code: code) }
  }

  static func synchronizeFolder(_ path: String) throws(SystemError) {
    let descriptor = try retrying(path) { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    defer { close(descriptor) }
    try synchronize(descriptor)
  }

  package static func cut(_ descriptor: Int32, to byteCount: Int) throws(SystemError) {
    _ = try retrying { ftruncate(descriptor, off_t(byteCount)) }
  }

  static func renameFile(_ old: String, to new: String) throws(SystemError) {
    let new = try cString(new)
    _ = try retrying(old) { rename($0, new) }
  }

  package static func removeFile(_ path: String) throws(SystemError) {
    _ = try retrying(path) { unlink($0) }
  }

  static func makeFolder(_ path: String) throws(SystemError) {
    _ = try retrying(path) { mkdir($0, 0o777) }
  }

  /// Throws if a file may not be read.
  package static func checkReadable(_ path: String) throws(SystemError) {
    _ = try retrying(path) { access($0, R_OK) }
  }

  /// Whether files can be created in a folder.
  package static func checkWritable(_ folder: String) throws(SystemError) {
    _ = try retrying(folder) { access($0, W_OK | X_OK) }
  }

  package static func exists(_ path: String) -> Bool {
    entry(at: path, followingLinks: false) != nil
  }

  package static func isFolder(_ path: String) -> Bool {
    entry(at: path, followingLinks: true)?.isFolder ?? false
  }

  /// The path with symbolic links resolved; nil if nothing exists there.
  static func resolved(_ path: String) -> String? {
    guard let path = try? cString(path), let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return PathBytes.string(of: UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
  }

  /// Locks a file without waiting; throws if another open file description holds the lock.
  static func lockWithoutWaiting(_ descriptor: Int32) throws(SystemError) {
    _ = try retrying { flock(descriptor, LOCK_EX | LOCK_NB) }
  }

  /// The names in a folder, unordered, without `.` and `..`.
  package static func names(in folder: String) throws(SystemError) -> [String] {
    guard let stream = opendir(try cString(folder)) else { throw SystemError(code: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        PathBytes.string(of: bytes.prefix { $0 != 0 })
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  static func isAlive(_ process: Int32) -> Bool { kill(process, 0) == 0 || errno != ESRCH }

  static var process: Int32 { getpid() }

  /// The memory of this machine in bytes.
  package static var memory: Int { sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) }
}

/// The machine that this process runs on.
public enum Machine {
  /// The number of processors that this process may use.
  public static var cores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  /// Memory in bytes.
  public static var memory: Double { Double(POSIX.memory) }
}
