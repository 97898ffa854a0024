#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads whole files, folders of files, and standard input; the only place of the readers that
/// calls the system.
enum InputFile {
  /// The files that a path stands for, in the order of their names' bytes: itself, or, for a folder,
  /// the files in it and in its folders, without those whose names begin with a dot. Links to
  /// folders are not followed, because they may lead back.
  static func expand(_ path: String) throws(DataError) -> [String] {
    guard path != "-" else { return [path] }
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(path, errno) }
    guard status.st_mode & S_IFMT == S_IFDIR else { return [path] }
    let files = try files(in: path)
    if files.isEmpty { throw .emptyFolder(path: path) }
    return files
  }

  private static func files(in folder: String) throws(DataError) -> [String] {
    guard let directory = opendir(folder) else { throw failure(folder, errno) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.utf8.first != UInt8(ascii: ".") { names.append(name) }
    }
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var result: [String] = []
    for name in names {
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      var status = stat()
      guard stat(path, &status) == 0 else { throw failure(path, errno) }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: if !isLink(path) { result += try files(in: path) }
      case S_IFREG: result.append(path)
      default: continue
      }
    }
    return result
  }

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// The bytes of a file; "-" is standard input.
  static func read(_ path: String) throws(DataError) -> [UInt8] {
    guard path != "-" else { return try readAll(0, path, expected: 0) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw failure(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw .unreadable(path: path, reason: "it is a folder")
    }
    return try readAll(descriptor, path, expected: Int(status.st_size))
  }

  /// What tells a file from another, or from itself after a change.
  struct Identity: Equatable {
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
  static func forEachPiece(
    of path: String, _ body: (UnsafeBufferPointer<UInt8>) throws(DataError) -> Void
  ) throws(DataError) -> Identity {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw failure(path, errno) }
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
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(path, errno) }
    return Identity(status)
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
