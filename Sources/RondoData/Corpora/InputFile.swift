import RondoFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads whole files, folders of files, and standard input; the only place of the readers that
/// calls the system.
package enum InputFile {
  /// The files that a path stands for.
  struct Files {
    /// In the order of their names' bytes.
    var paths: [String] = []
    /// What was left out, and why.
    fileprivate var omissions: [(path: String, error: DataError, reason: String)] = []

    /// Whether runs are all that was found.
    fileprivate var holdsRunsOnly: Bool {
      paths.isEmpty && !omissions.isEmpty
        && omissions.allSatisfy { $0.error == .unfit(path: $0.path, .runFolder) }
    }

    /// What the user should hear about what was left out: one line, or none.
    var notes: [String] {
      guard !omissions.isEmpty else { return [] }
      let shown = omissions.prefix(10).map { "\($0.path) (\($0.reason))" }
      let rest = omissions.count > 10 ? " and \(omissions.count - 10) more" : ""
      return ["left out: \(shown.joined(separator: ", "))\(rest)"]
    }

    fileprivate mutating func omitRun(_ path: String) {
      omissions.append((path, .unfit(path: path, .runFolder), "the folder of a run"))
    }
  }

  /// The files that a path stands for: itself, or, for a folder, the files in it and in its folders,
  /// without those whose names begin with a dot. Links to folders are not followed, because they may
  /// lead back; what cannot be read as a file, and folders of runs, are left out.
  ///
  /// - Parameter acceptsRunsOnly: whether a folder with nothing but runs in it stands for no files
  ///   instead of being refused.
  static func expand(_ path: String, acceptsRunsOnly: Bool = false) throws(DataError) -> Files {
    guard path != "-" else { return Files(paths: [path]) }
    guard try status(path).st_mode & S_IFMT == S_IFDIR else { return Files(paths: [path]) }
    var files = Files()
    if holdsRun(path) {
      files.omitRun(path)
    } else {
      try addFiles(in: path, names(in: path), to: &files)
    }
    if files.paths.isEmpty, !(acceptsRunsOnly && files.holdsRunsOnly) {
      throw files.omissions.first?.error ?? .emptyFolder(path: path)
    }
    return files
  }

  /// Whether a folder is that of a run, whose files are no data.
  package static func holdsRun(_ folder: String) -> Bool {
    [RunFileName.model, RunFileName.training].contains { POSIX.exists("\(folder)/\($0)") }
  }

  /// The names in a folder in the order of their bytes, without those that begin with a dot.
  static func names(in folder: String) throws(DataError) -> [String] {
    let names: [String]
    do throws(SystemError) { names = try POSIX.names(in: folder) } catch {
      throw failure(folder, error.code)
    }
    return names.filter { $0.utf8.first != UInt8(ascii: ".") }
      .map { (name: $0, bytes: PathBytes.bytes(of: $0)) }
      .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }.map(\.name)
  }

  private static func addFiles(
    in folder: String, _ names: [String], to files: inout Files
  ) throws(DataError) {
    for name in names {
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      do throws(DataError) {
        let mode = try status(path).st_mode & S_IFMT
        switch mode {
        case S_IFDIR:
          if isLink(path) { throw .unreadable(path: path, reason: "a link to a folder") }
          if holdsRun(path) {
            files.omitRun(path)
          } else {
            try addFiles(in: path, self.names(in: path), to: &files)
          }
        case S_IFREG:
          if access(PathBytes.cString(path), R_OK) != 0 { throw failure(path, errno) }
          files.paths.append(path)
        default: throw .unreadable(path: path, reason: kind(of: mode))
        }
      } catch {
        switch error {
        case .missing: files.omissions.append((path, error, "a link that leads nowhere"))
        case .unreadable(_, let reason): files.omissions.append((path, error, reason))
        default: throw error
        }
      }
    }
  }

  private static func kind(of mode: mode_t) -> String {
    switch mode {
    case S_IFIFO: "a FIFO"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  }

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(PathBytes.cString(path), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// What a path leads to.
  private static func status(_ path: String) throws(DataError) -> stat {
    var status = stat()
    guard !path.utf8.contains(0), stat(PathBytes.cString(path), &status) == 0 else {
      throw path.utf8.contains(0) ? .missing(path: path) : failure(path, errno)
    }
    return status
  }

  private static func openForReading(_ path: String) throws(DataError) -> Int32 {
    let descriptor = open(PathBytes.cString(path), O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw failure(path, errno) }
    return descriptor
  }

  /// The bytes of a file; "-" is standard input.
  static func read(_ path: String) throws(DataError) -> [UInt8] {
    guard path != "-" else { return try readAll(0, path, expected: 0) }
    let descriptor = try openForReading(path)
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw .unreadable(path: path, reason: "it is a folder")
    }
    return try readAll(descriptor, path, expected: Int(status.st_size))
  }

  /// What tells a file from another, or from itself after a change.
  package struct Identity: Equatable {
    let device: UInt64
    let number: UInt64
    let byteCount: Int
    let modified: Int
    let isRegular: Bool
  }

  /// Reads a file piece by piece, so that little of it is in memory at any time; the buffer is
  /// good during the call.
  ///
  /// - Returns: what the file was at the end.
  package static func forEachPiece(
    of path: String, _ body: (UnsafeBufferPointer<UInt8>) throws(DataError) -> Void
  ) throws(DataError) -> Identity {
    let descriptor = try openForReading(path)
    defer { close(descriptor) }
    let piece = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 22)
    defer { piece.deallocate() }
    while true {
      let count = systemRead(descriptor, piece.baseAddress, piece.count)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        throw .inputOutput(path: path, reason: String(cString: strerror(errno)))
      }
      try body(UnsafeBufferPointer(rebasing: piece[..<count]))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path, errno) }
    return Identity(status)
  }

  /// What a file is now.
  static func identity(of path: String) throws(DataError) -> Identity {
    Identity(try status(path))
  }

  private static func systemRead(
    _ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int
  ) -> Int {
    #if canImport(Glibc)
      Glibc.read(descriptor, buffer, count)
    #elseif canImport(Musl)
      Musl.read(descriptor, buffer, count)
    #else
      Darwin.read(descriptor, buffer, count)
    #endif
  }

  /// Reads to the end; `expected` bytes are set aside at first, and one more to see the end.
  private static func readAll(
    _ descriptor: Int32, _ path: String, expected: Int
  ) throws(DataError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(max(expected, 0) + 1)
    let piece = 1 << 20
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: piece, alignment: 64)
    defer { buffer.deallocate() }
    while true {
      let count = systemRead(descriptor, buffer, piece)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw .inputOutput(path: path, reason: String(cString: strerror(errno)))
      }
      bytes.append(contentsOf: UnsafeRawBufferPointer(start: buffer, count: count))
    }
  }

  private static func failure(_ path: String, _ code: Int32) -> DataError {
    code == ENOENT || code == ENOTDIR
      ? .missing(path: path) : .unreadable(path: path, reason: String(cString: strerror(code)))
  }
}

extension InputFile.Identity {
  fileprivate init(_ status: stat) {
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
    byteCount = Int(status.st_size)
    modified = Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    isRegular = status.st_mode & S_IFMT == S_IFREG
  }
}
