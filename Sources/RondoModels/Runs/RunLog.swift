public import RondoFiles

/// The log of a run: a file that grows by whole lines and is cut back on resuming.
///
///     let log = try run.log()
///     try log.append(#"{"event":"progress","step":1}"#)
///     try log.flush()                   // then store log.byteCount in the state
///     try log.cut(toByteCount: stored)  // on resuming: forgets what came after that state
///
/// A line is one write at the end of the file, so lines of two writers do not mix. Sendable, and
/// not copyable: it owns the open file.
public struct RunLog: ~Copyable, Sendable {
  let path: String
  let descriptor: Int32

  /// Opens a log, and makes it where it is not there.
  ///
  /// - Throws: `.cannotCreate` or `.notAFile`.
  public init(_ path: String) throws(CheckpointError) {
    let descriptor: Int32
    do throws(SystemError) {
      descriptor = try POSIX.openOrCreate(path, appending: true)
    } catch {
      throw .cannotCreate(operation: "create", path: path, code: error.code)
    }
    let information = try? POSIX.information(of: descriptor)
    guard let information, information.isRegular else {
      try? POSIX.closeFile(descriptor)
      throw .notAFile(path: path, kind: information?.kind ?? "not a file")
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { try? POSIX.closeFile(descriptor) }

  /// The file's length now.
  public var byteCount: Int {
    get throws(CheckpointError) { try information().byteCount }
  }

  /// Appends a line, which must not hold a line feed; the line feed at its end is added.
  ///
  /// - Throws: `.inputOutput`; what was written of the line is then cut off again if possible.
  public func append(_ line: String) throws(CheckpointError) {
    try append(line, operations: .system)
  }

  func append(_ line: String, operations: FileOperations) throws(CheckpointError) {
    precondition(!line.utf8.contains(10), "a log line with a line feed in it: \(line.quoted)")
    let start = try byteCount
    do throws(CheckpointError) {
      let writer = FileWriter(descriptor: descriptor, path: path, operations: operations)
      try writer.write(Array("\(line)\n".utf8))
    } catch {
      try? POSIX.cut(descriptor, to: start)
      throw error
    }
  }

  /// Waits until the device has all lines.
  ///
  /// - Throws: `.inputOutput`.
  public func flush() throws(CheckpointError) {
    try attempt("synchronize") { () throws(SystemError) in try POSIX.synchronize(descriptor) }
  }

  private func information() throws(CheckpointError) -> POSIX.Information {
    try attempt("look at") { () throws(SystemError) in try POSIX.information(of: descriptor) }
  }

  func attempt<Value>(
    _ operation: String, _ body: () throws(SystemError) -> Value
  ) throws(CheckpointError) -> Value {
    do throws(SystemError) { return try body() } catch {
      throw .inputOutput(operation: operation, path: path, code: error.code)
    }
  }
}

extension RunFolder {
  /// The run's log, made where it is not there.
  ///
  /// - Throws: `.cannotCreate` or `.notAFile`.
  public func log() throws(CheckpointError) -> RunLog { try RunLog(logPath) }
}
