import CCommit
import Rondo

/// Release of the program: the only place for version and date, which match the top of
/// `CHANGELOG.md`.
enum Release {
  static let version = "0.2.0"
  static let date = "2026-11-30"

  /// First seven digits of the commit checked out when the program was built; nil if it was built
  /// outside a repository.
  static var commit: String? {
    let digits = String(cString: ccommit_digits())
    return digits.isEmpty ? nil : digits
  }

  /// Version, commit and kernels, such as "rondo 0.2.0 (9c4f354, avx512 kernels)".
  static var line: String {
    let facts = [commit, "\(FloatKernels.version) kernels"].compactMap(\.self)
    return "rondo \(version) (\(facts.joined(separator: ", ")))"
  }

  /// Build configuration, and version of the compiler.
  static var build: String {
    #if DEBUG
      "debug, \(compiler)"
    #else
      "release, \(compiler)"
    #endif
  }

  private static var compiler: String {
    #if compiler(>=6.5)
      "Swift 6.5 or newer"
    #elseif compiler(>=6.4)
      "Swift 6.4"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #else
      "Swift 6.2"
    #endif
  }
}
