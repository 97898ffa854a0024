import RondoFiles

/// Reading of files, folders of files, and standard input.
package enum InputFile {
  /// The files that a path refers to.
  struct Files {
    /// The paths, in byte order.
    var paths: [String] = []
    /// The files omitted, with the reasons.
    fileprivate var omissions: [(path: String, error: DataError, reason: String)] = []

    /// Whether nothing but runs was found.
    fileprivate var holdsRunsOnly: Bool {
      paths.isEmpty && !omissions.isEmpty
        && omissions.allSatisfy { $0.error == .unfit(path: $0.path, .runFolder) }
    }

    /// Notes for the user about omitted files: one line, or none.
    var notes: [Advice] {
      guard !omissions.isEmpty else { return [] }
      let shown = omissions.prefix(10).map { "\($0.path) (\($0.reason))" }
      let rest = omissions.count > 10 ? " and \(omissions.count - 10) more" : ""
      return ["omitted: \(shown.joined(separator: ", "))\(rest)"]
    }

    fileprivate mutating func omitRun(_ path: String) {
      omissions.append((path, .unfit(path: path, .runFolder), "the folder of a run"))
    }
  }

  /// The files that a path refers to: the file itself or, for a folder, all files in it and below
  /// it whose names do not begin with a dot. Links to folders are not followed, because they may
  /// form cycles; unreadable files and folders of runs are omitted.
  ///
  /// - Parameter acceptsRunsOnly: Whether a folder that contains nothing but runs gives no files
  ///   instead of an error.
  static func expand(_ path: String, acceptsRunsOnly: Bool = false) throws(DataError) -> Files {
    guard path != "-" else { return Files(paths: [path]) }
    guard try information(path).isFolder else { return Files(paths: [path]) }
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

  /// Whether a folder is that of a run, whose files are not data.
  package static func holdsRun(_ folder: String) -> Bool {
    [RunFileName.model, RunFileName.training].contains { POSIX.exists("\(folder)/\($0)") }
  }

  /// The names in a folder in byte order, without those that begin with a dot.
  static func names(in folder: String) throws(DataError) -> [String] {
    let names: [String]
    do throws(SystemError) { names = try POSIX.names(in: folder) } catch {
      throw failure(folder, error)
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
        let found = try information(path)
        if found.isFolder {
          let entry = try? POSIX.information(at: path, followingLinks: false)
          if entry?.isLink == true {
            throw .unreadable(path: path, reason: "a link to a folder")
          }
          if holdsRun(path) {
            files.omitRun(path)
          } else {
            try addFiles(in: path, self.names(in: path), to: &files)
          }
        } else if found.isRegular {
          do throws(SystemError) { try POSIX.checkReadable(path) } catch {
            throw failure(path, error)
          }
          files.paths.append(path)
        } else {
          throw .unreadable(path: path, reason: found.kind)
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

  /// The file that a path refers to.
  private static func information(_ path: String) throws(DataError) -> POSIX.Information {
    do throws(SystemError) { return try POSIX.information(at: path) } catch {
      throw failure(path, error)
    }
  }

  private static func information(
    of descriptor: Int32, _ path: String
  ) throws(DataError) -> POSIX.Information {
    do throws(SystemError) { return try POSIX.information(of: descriptor) } catch {
      throw failure(path, error)
    }
  }

  private static func openForReading(_ path: String) throws(DataError) -> Int32 {
    do throws(SystemError) { return try POSIX.openStream(path) } catch {
      throw failure(path, error)
    }
  }

  /// The bytes of a file; "-" is standard input.
  static func read(_ path: String) throws(DataError) -> [UInt8] {
    guard path != "-" else { return try readAll(0, path, expected: 0) }
    let descriptor = try openForReading(path)
    defer { try? POSIX.closeFile(descriptor) }
    let found = try information(of: descriptor, path)
    guard !found.isFolder else { throw .unreadable(path: path, reason: "it is a folder") }
    return try readAll(descriptor, path, expected: found.byteCount)
  }

  /// The identity of a file, which changes with its contents.
  package struct Identity: Equatable {
    let device: UInt64
    let number: UInt64
    let byteCount: Int
    let modified: Int
    let isRegular: Bool

    fileprivate init(_ found: POSIX.Information) {
      (device, number, byteCount) = (found.device, found.number, found.byteCount)
      (modified, isRegular) = (found.modified, found.isRegular)
    }
  }

  /// Reads a file piece by piece, so that little of it is in memory; the buffer is valid during the
  /// call.
  ///
  /// - Returns: The identity of the file at the end.
  package static func forEachPiece(
    of path: String, _ body: (UnsafeBufferPointer<UInt8>) throws(DataError) -> Void
  ) throws(DataError) -> Identity {
    let descriptor = try openForReading(path)
    defer { try? POSIX.closeFile(descriptor) }
    let piece = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 22)
    defer { piece.deallocate() }
    while true {
      let count = try readSome(descriptor, path, into: UnsafeMutableRawBufferPointer(piece))
      if count == 0 { break }
      try body(UnsafeBufferPointer(rebasing: piece[..<count]))
    }
    return Identity(try information(of: descriptor, path))
  }

  /// The current identity of a file.
  static func identity(of path: String) throws(DataError) -> Identity {
    Identity(try information(path))
  }

  /// Reads the available bytes of standard input into a buffer, waiting for the first one; returns
  /// 0 at the end.
  package static func readStandardInput(into buffer: inout [UInt8]) throws(DataError) -> Int {
    try buffer.withUnsafeMutableBytes { (buffer) in
      Result { () throws(DataError) in try readSome(0, "-", into: buffer) }
    }.get()
  }

  private static func readSome(
    _ descriptor: Int32, _ path: String, into buffer: UnsafeMutableRawBufferPointer
  ) throws(DataError) -> Int {
    do throws(SystemError) { return try POSIX.readSome(descriptor, into: buffer) } catch {
      throw .inputOutput(path: path, reason: SystemError.text(error.code))
    }
  }

  /// Reads to the end, with an initial capacity for `expected` bytes and one more to detect the
  /// end.
  private static func readAll(
    _ descriptor: Int32, _ path: String, expected: Int
  ) throws(DataError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(max(expected, 0) + 1)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    while true {
      let count = try readSome(descriptor, path, into: buffer)
      if count == 0 { return bytes }
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// The error for a path that cannot be used, such as one with NUL.
  private static func failure(_ path: String, _ error: SystemError) -> DataError {
    error.isMissing || path.utf8.contains(0)
      ? .missing(path: path) : .unreadable(path: path, reason: SystemError.text(error.code))
  }
}
