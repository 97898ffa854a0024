import ArgumentParser

/// A page that a command is asked to write.
enum PageFile {
  /// Refuses a name that may be another file's: a page replaces what is there.
  static func check(_ path: String?) throws {
    guard let name = path?.lowercased() else { return }
    guard name.hasSuffix(".html") || name.hasSuffix(".htm") else {
      throw ValidationError("--html names a page to write, which ends in .html")
    }
  }
}
