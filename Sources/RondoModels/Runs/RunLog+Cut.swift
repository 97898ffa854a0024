public import RondoFiles

extension RunLog {
  /// What was kept of a log.
  ///
  /// Sendable: a plain value.
  public struct Cut: Sendable, Equatable, CustomStringConvertible {
    /// The length asked for.
    public let requested: Int
    /// The length that the log has now.
    public let kept: Int

    /// Whether the log now ends where it was asked to.
    public var isExact: Bool { requested == kept }

    /// One line.
    public var description: String {
      isExact
        ? "the log keeps \(kept) bytes"
        : "the log keeps \(kept) of \(requested) bytes: its last whole line ends there"
    }
  }

  /// Forgets everything after a length that was stored with a state.
  ///
  /// Where the log is shorter, or no line ends there, the last whole line before it is the end.
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

  /// The place after the last line feed among the first `limit` bytes; 0 where there is none.
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
