import FoundationEssentials
public import RondoFiles

extension RunLog {
  /// Forgets what was written after a state: lines of later steps, the end of the run, which now
  /// goes on, and a line that was not finished.
  ///
  /// The place is found from the lines and not stored with the state, because the length of a log
  /// depends on how fast the machine was.
  ///
  /// - Returns: what was forgotten.
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

  /// Whether training has been logged: anything but baselines.
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

/// The end of a run at one of its limits, as its log tells of it.
///
/// `Sendable`.
public struct LoggedEnd: Sendable, Hashable {
  /// The line of the log.
  public let line: String
  /// The limit.
  public let reason: StopReason
  /// All lines from that one on.
  public let lines: [String]
  /// Their events.
  public let events: Set<String>

  private struct Entry: Decodable {
    let event: String
    let stoppedBy: StopReason?

    init?(_ line: some Sequence<UInt8>) {
      guard let entry = try? JSONDecoder().decode(Self.self, from: Data(line)) else { return nil }
      self = entry
    }
  }

  /// The end in some lines of a log; nil where a run was stopped, or has not ended in them.
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
