import FoundationEssentials
public import RondoFiles

/// Log of a run: a file that grows by whole lines and is truncated on resuming.
///
///     let log = try RunFolder.open("checkpoints/tide").log()
///     try log.append(#"{"event":"progress","step":1}"#)
///     try log.flush()
///     let stored = try log.byteCount
///     try log.cut(toByteCount: stored)  // removes later lines
///
/// Each line is written by one call at the end of the file, so lines of two writers do not mix.
/// `Sendable`, and not copyable: it owns the open file.
public struct RunLog: ~Copyable, Sendable {
  let path: String
  let descriptor: Int32

  /// Opens a log; creates it if it does not exist.
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

  /// Current length of the file.
  public var byteCount: Int {
    get throws(CheckpointError) { try information().byteCount }
  }

  /// Appends a line, which must not contain a line feed, and a line feed.
  ///
  /// - Throws: `.inputOutput`; a partially written line is then removed if possible.
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

  /// Waits until all lines are on the device.
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
  /// Opens the run's log; creates it if it does not exist.
  ///
  /// - Throws: `.cannotCreate` or `.notAFile`.
  public func log() throws(CheckpointError) -> RunLog { try RunLog(logPath) }
}

extension RunLog {
  /// Result of truncating a log.
  ///
  /// `Sendable`.
  public struct Cut: Sendable, Equatable, CustomStringConvertible {
    /// Requested length.
    public let requested: Int
    /// Current length of the log.
    public let kept: Int

    /// True if the log has the requested length.
    public var isExact: Bool { requested == kept }

    /// Message of one line.
    public var description: String {
      isExact
        ? "the log keeps \(kept) bytes"
        : "the log keeps \(kept) of \(requested) bytes: its last whole line ends there"
    }
  }

  /// Truncates the log to a length that was stored with a state.
  ///
  /// If the log is shorter, or no line ends at that length, it is truncated after the last whole
  /// line before it.
  ///
  /// - Throws: `.inputOutput`.
  @discardableResult
  public func cut(toByteCount requested: Int) throws(CheckpointError) -> Cut {
    precondition(requested >= 0, "a log cannot have \(requested) bytes")
    let limit = min(requested, try byteCount)
    let kept = try endOfLastLine(before: limit)
    try attempt("cut") { () throws(SystemError) in try POSIX.cut(descriptor, to: kept) }
    try flush()
    return Cut(requested: requested, kept: kept)
  }

  /// Offset after the last line feed among the first `limit` bytes; 0 if there is none.
  private func endOfLastLine(before limit: Int) throws(CheckpointError) -> Int {
    var end = limit
    while end > 0 {
      let start = max(0, end - 4096)
      let block = try read(start..<end)
      if let last = block.lastIndex(of: 10) { return start + last + 1 }
      end = start
    }
    return 0
  }

  private func read(_ range: Range<Int>) throws(CheckpointError) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: range.count)
    let count = try attempt("read") { () throws(SystemError) in
      try block.withUnsafeMutableBytes { (buffer) in
        Result { () throws(SystemError) in
          try POSIX.readSome(descriptor, into: buffer, at: range.lowerBound)
        }
      }.get()
    }
    return Array(block[..<count])
  }
}

extension RunLog {
  /// Removes everything that was written after a state: lines of later steps, the end of the run,
  /// which now continues, and an incomplete line.
  ///
  /// The offset is found from the lines instead of being stored with the state, because the length
  /// of a log depends on the speed of the machine.
  ///
  /// - Returns: The removed bytes.
  /// - Throws: `.inputOutput`.
  @discardableResult
  public func cut(
    to progress: RunProgress<some ValidationScore>
  ) throws(CheckpointError) -> [UInt8] {
    let bytes = try contents
    var end = bytes.count
    while end > 0 {
      let start = bytes[..<(end - 1)].lastIndex(of: 10).map { $0 + 1 } ?? 0
      let isWhole = bytes[end - 1] == 10
      if isWhole, Entry(bytes[start..<end])?.isWithin(progress) ?? false { break }
      end = start
    }
    try cut(toByteCount: end)
    return Array(bytes[end...])
  }

  /// All bytes of the log.
  ///
  /// - Throws: `.inputOutput`.
  public var contents: [UInt8] {
    get throws(CheckpointError) { try FileReader(path).read(byteCount) }
  }

  /// True if the log has lines about training, that is anything but baselines.
  public var holdsTraining: Bool {
    get throws(CheckpointError) {
      try contents.split(separator: 10).contains {
        Entry($0).map { $0.event != "baseline" } ?? false
      }
    }
  }

  private struct Entry: Decodable {
    let event: String
    let step: Int?

    init?(_ line: ArraySlice<UInt8>) {
      guard let entry = try? JSONDecoder().decode(Self.self, from: Data(line)) else { return nil }
      self = entry
    }

    func isWithin(_ progress: RunProgress<some ValidationScore>) -> Bool {
      switch event {
      case "progress": step ?? .max <= progress.step
      case "validation", "sample": step ?? .max <= progress.validatedStep ?? -1
      case "finished", "errors", "evaluation": false
      default: true
      }
    }
  }
}

/// Logged end of a run at one of its limits.
///
/// `Sendable`.
public struct LoggedEnd: Sendable, Hashable {
  /// Line of the log.
  public let line: String
  /// The limit reached.
  public let reason: StopReason
  /// All lines from this one on.
  public let lines: [String]
  /// Events of these lines.
  public let events: Set<String>

  private struct Entry: Decodable {
    let event: String
    let stoppedBy: StopReason?

    init?(_ line: some Sequence<UInt8>) {
      guard let entry = try? JSONDecoder().decode(Self.self, from: Data(line)) else { return nil }
      self = entry
    }
  }

  /// Finds the end in lines of a log; nil if the run was stopped on request or has not ended in
  /// them.
  public init?(in log: [UInt8]) {
    let lines = log.split(separator: 10)
    let entries = lines.map { Entry($0) }
    guard let index = entries.firstIndex(where: { $0?.event == "finished" }),
      let reason = entries[index]?.stoppedBy, reason != .signal, reason != .nonFinite
    else { return nil }
    line = String(decoding: lines[index], as: UTF8.self)
    self.reason = reason
    self.lines = lines[index...].map { String(decoding: $0, as: UTF8.self) }
    events = Set(entries[index...].compactMap { $0?.event })
  }
}
