import Foundation

/// The two pipes through which a process's results and messages come.
final class Pipes {
  struct Ends {
    let read: Int32
    let write: Int32

    init() throws {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
      (read, write) = (ends[0], ends[1])
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
  }

  let output: Ends
  let errors: Ends

  init() throws { (output, errors) = (try Ends(), try Ends()) }

  func closeWritingEnds() {
    close(output.write)
    close(errors.write)
  }

  /// Reads both to their ends, or standard output up to a number of bytes.
  func readAll(
    limit: Int, onLine: (_ line: String, _ isError: Bool) -> Void
  ) -> (output: [UInt8], errors: [UInt8]) {
    var (texts, isOpen): ([[UInt8]], [Bool]) = ([[], []], [true, true])
    let ends = [output.read, errors.read]
    var lineStarts = [0, 0]
    while isOpen.contains(true) {
      var polls = ends.indices.map {
        pollfd(fd: isOpen[$0] ? ends[$0] : -1, events: Int16(POLLIN), revents: 0)
      }
      poll(&polls, nfds_t(polls.count), -1)
      for k in ends.indices where isOpen[k] && polls[k].revents != 0 {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(
          ends[k], &buffer, k == 0 ? min(buffer.count, limit - texts[0].count) : buffer.count)
        if count < 0 && errno == EINTR { continue }
        texts[k] += buffer[..<max(count, 0)]
        isOpen[k] = count > 0 && (k == 1 || texts[k].count < limit)
        if !isOpen[k] { close(ends[k]) }
        while let end = texts[k][lineStarts[k]...].firstIndex(of: 10) {
          let line = texts[k][lineStarts[k]..<end]
          lineStarts[k] = end + 1
          onLine(String(decoding: line, as: UTF8.self), k == 1)
        }
      }
    }
    return (texts[0], texts[1])
  }
}
