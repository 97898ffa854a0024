/// A path cut at its last slash.
package struct PathParts {
  /// The folder; `.` for a bare name, `/` for a name at the top.
  package let folder: String
  package let name: String

  package init(_ path: String) {
    // By bytes: a slash and a combining mark after it would be one `Character`.
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      (folder, name) = (".", path)
      return
    }
    name = String(path[path.utf8.index(after: slash)...])
    folder = slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
