import ArgumentParser

/// HTML page that a command writes.
enum PageFile {
  /// Throws if a name may be that of another kind of file: a page replaces an existing file.
  static func check(_ path: String?) throws {
    guard let name = path?.lowercased() else { return }
    guard name.hasSuffix(".html") || name.hasSuffix(".htm") else {
      throw ValidationError("--html names a page to write, which ends in .html")
    }
  }
}
