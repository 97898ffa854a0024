import Foundation

/// Standard output and standard error: plain writes, so that a closed pipe is seen at once.
enum StandardStreams {
  /// Makes a write to a closed pipe fail instead of ending the program.
  static func prepare() { signal(SIGPIPE, SIG_IGN) }

  /// Writes to standard output; a closed one ends the program silently.
  static func write(_ text: String) {
    if !tryWrite(text) { exit(ExitStatus.brokenPipe.rawValue) }
  }

  /// Writes to standard output; false where it is closed or fails.
  static func tryWrite(_ text: String) -> Bool { write(Array(text.utf8), to: 1) }

  /// Writes a line to standard error, whatever becomes of it.
  static func message(_ line: String) { _ = write(Array((line + "\n").utf8), to: 2) }

  /// Writes to standard error without a line end.
  static func display(_ text: String) { _ = write(Array(text.utf8), to: 2) }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = Foundation.write(
          descriptor, buffer.baseAddress! + done, buffer.count - done)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { return false }
        done += count
      }
      return true
    }
  }

  /// True where standard output is a terminal.
  static var outputIsTerminal: Bool { isatty(1) == 1 }

  /// True where standard error is a terminal that can redraw a line.
  static var errorIsTerminal: Bool { isatty(2) == 1 && environment("TERM") != "dumb" }

  /// True where colours are wanted on standard error.
  static var errorHasColor: Bool {
    errorIsTerminal && (environment("NO_COLOR") ?? "").isEmpty
  }

  /// The width of the terminal on standard error, 80 if it is unknown.
  static var width: Int {
    var size = winsize()
    guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  private static func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }
}
