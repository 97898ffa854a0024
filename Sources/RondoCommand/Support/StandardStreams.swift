import Foundation
import Rondo

/// Standard output and standard error, with unbuffered writes, so that a closed pipe is detected at
/// once.
enum StandardStreams {
  /// Makes a write to a closed pipe fail instead of ending the program, and opens streams that are
  /// closed at the start, so that files opened later do not get their numbers.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 {
      // Opened in the wrong direction, so that reading and writing fail as on a closed stream.
      _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }

  /// Writes to standard output; a closed pipe ends the program silently, another failure with a
  /// message.
  static func write(_ text: String) { write(Array(text.utf8)) }

  /// Writes bytes to standard output unchanged.
  static func write(_ bytes: [UInt8]) {
    let code = write(bytes, to: 1)
    if code == 0 { return }
    if code == EPIPE || code == EBADF { exit(ExitStatus.brokenPipe.rawValue) }
    message("rondo: cannot write to standard output: \(String(cString: strerror(code)))")
    exit(ExitStatus.inputOutput.rawValue)
  }

  /// Writes to standard output; returns false if it is closed or fails.
  static func tryWrite(_ text: String) -> Bool { write(Array(text.utf8), to: 1) == 0 }

  /// Writes a line to standard output; on a terminal it is wrapped at spaces, with the following
  /// lines indented.
  static func writeLine(_ line: String, indent: Int = 0) {
    write(fitted(line, to: 1, indent: indent) + "\n")
  }

  /// Writes lines, each ended by a line feed, like `writeLine`.
  static func writeLines(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      writeLine(String(line), indent: 2)
    }
  }

  /// Writes a line to standard error, ignoring failures; on a terminal it is wrapped at spaces,
  /// with the following lines indented.
  static func message(_ line: String, indent: Int = 0) {
    _ = write(Array((fitted(line, to: 2, indent: indent) + "\n").utf8), to: 2)
  }

  private static func fitted(_ line: String, to descriptor: Int32, indent: Int) -> String {
    guard isatty(descriptor) == 1 else { return line }
    return DisplayWidth.wrapped(line, to: width, indent: indent).joined(separator: "\n")
  }

  /// Writes the name of a file as a line to standard output, with its bytes unchanged; returns
  /// false if it is closed or fails.
  static func tryWrite(name: String) -> Bool {
    write(PathBytes.bytes(of: name) + [0x0A], to: 1) == 0
  }

  /// Writes to standard error without a line end.
  static func display(_ text: String) { _ = write(Array(text.utf8), to: 2) }

  /// Writes all bytes; returns the error number, or 0.
  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = Foundation.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0 && errno == EINTR { continue }
        if count < 0 { return errno }
        rest = rest.dropFirst(count)
      }
      return 0
    }
  }

  /// True if standard output is a terminal.
  static var outputIsTerminal: Bool { isatty(1) == 1 }

  /// True if standard error is a terminal that can redraw a line.
  static var errorIsTerminal: Bool { isatty(2) == 1 && environment("TERM") != "dumb" }

  /// True if colours should be used on standard error.
  static var errorHasColor: Bool {
    errorIsTerminal && (environment("NO_COLOR") ?? "").isEmpty
  }

  /// Current width of the terminal on standard error, or else on standard output; 80 if unknown.
  static var width: Int {
    var size = winsize()
    for descriptor: Int32 in [2, 1] {
      if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
        return Int(size.ws_col)
      }
    }
    return 80
  }

  /// The width of help: that of `COLUMNS`, or else of the terminal on standard output, or else 80.
  static var helpWidth: Int {
    var size = winsize()
    let terminal = ioctl(1, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_col) : 0
    let found = environment("COLUMNS").flatMap { Int($0) } ?? terminal
    return found > 0 ? max(40, found) : 80
  }

  private static func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }
}
