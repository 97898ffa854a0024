import Foundation
import Testing

/// What a process has left: its output, its messages, and how it ended.
struct Execution {
  let output: [UInt8]
  let errorBytes: [UInt8]
  let waitStatus: Int32

  /// Standard output as text.
  var text: String { String(decoding: output, as: UTF8.self) }
  /// Standard error as text.
  var errors: String { String(decoding: errorBytes, as: UTF8.self) }
  /// The lines of standard error.
  var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
  /// The signal that ended it; 0 where it ended by itself.
  var signal: Int32 { waitStatus & 0x7F }
  /// Its exit code; nil where a signal ended it.
  var code: Int32? { signal == 0 ? (waitStatus >> 8) & 0xFF : nil }

  /// The objects of standard output, one a line.
  func events() throws -> [[String: Any]] {
    try text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  /// The objects of one kind.
  func events(_ kind: String) throws -> [[String: Any]] {
    try events().filter { $0["event"] as? String == kind }
  }

  /// The only object of its kind.
  func event(_ kind: String) throws -> [String: Any] {
    let found = try events(kind)
    try #require(found.count == 1, "\(found.count) lines of the kind \(kind)")
    return found[0]
  }

  /// Fails unless the process ended with success.
  @discardableResult
  func succeeded(_ location: SourceLocation = #_sourceLocation) -> Execution {
    #expect(code == 0, "signal \(signal): \(errors)", sourceLocation: location)
    return self
  }

  /// Fails unless the process ended with this code, wrote nothing to standard output, and wrote one
  /// line to standard error that holds these texts.
  func failed(
    _ code: Int32, _ texts: String..., location: SourceLocation = #_sourceLocation
  ) {
    #expect(self.code == code, "signal \(signal): \(errors)", sourceLocation: location)
    #expect(text == "", sourceLocation: location)
    #expect(errorLines.count == 1 && errors.hasSuffix("\n"), "\(errors)", sourceLocation: location)
    for text in texts {
      #expect(text.isEmpty || errors.contains(text), "\(errors)", sourceLocation: location)
    }
    let isUsage = errors.contains("(see 'rondo ") && errors.hasSuffix("--help')\n")
    #expect(isUsage == (code == 64), "\(errors)", sourceLocation: location)
  }
}
