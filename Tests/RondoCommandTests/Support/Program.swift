import Foundation
import Testing

/// Where the built program is.
enum Program {
  /// The `rondo` that was built together with these tests.
  static let path: String? = folders.lazy.map { $0 + "/rondo" }.first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// The folders of the test bundle and of the process that runs it, and those above them, because
  /// a bundle may be a folder itself.
  private static var folders: [String] {
    let bundles = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
    let starts = bundles + [CommandLine.arguments[0], Bundle.main.bundlePath]
    return starts.flatMap { start in
      var url = URL(fileURLWithPath: start).resolvingSymlinksInPath()
      return (0..<4).map { _ in
        url.deleteLastPathComponent()
        return url.path
      }
    }
  }

  /// The full path of a tool of the system; nil where it is not installed.
  static func tool(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// Whether the tests run as the user who may do everything.
  static let isRoot = geteuid() == 0
}
