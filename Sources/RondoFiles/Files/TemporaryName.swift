/// The names of files that are still being written: `.NAME.tmp-PID-RANDOM`.
///
/// RANDOM is sixteen hexadecimal digits, of which the first eight are the same within a process, so
/// that a process tells its own from those of a dead one with the same number (in a container it
/// often is the same).
package enum TemporaryName {
  private static let token = digits(UInt32.random(in: .min ... .max))

  /// A new name in the folder of `path`.
  package static func make(for path: String) -> String {
    let parts = PathParts(path)
    let random = token + digits(UInt32.random(in: .min ... .max))
    return "\(parts.folder)/.\(parts.name).tmp-\(POSIX.process)-\(random)"
  }

  /// The name of the file that a temporary name in a folder is for; nil where it is no such name.
  package static func target(of candidate: String) -> String? {
    let mark = ".tmp-"
    guard candidate.hasPrefix("."),
      let start = candidate.indices.last(where: { candidate[$0...].hasPrefix(mark) })
    else { return nil }
    return String(candidate[..<start].dropFirst())
  }

  /// Whether a name in a folder is a temporary one of the file `name`, left by a dead process.
  package static func isStale(_ candidate: String, of name: String) -> Bool {
    let prefix = ".\(name).tmp-"
    guard candidate.hasPrefix(prefix) else { return false }
    let fields = candidate.dropFirst(prefix.count).split(
      separator: "-", omittingEmptySubsequences: false)
    guard fields.count == 2, let process = Int32(fields[0]), process > 0,
      fields[1].utf8.count == 16, fields[1].allSatisfy(\.isHexDigit)
    else { return false }
    return process == POSIX.process
      ? !fields[1].hasPrefix(token) : !POSIX.isAlive(process)
  }

  private static func digits(_ number: UInt32) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
