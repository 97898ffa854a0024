/// Makes folders.
package enum Folders {
  /// Makes a folder and those above it, where they are not there.
  package static func make(_ path: String) throws(CheckpointError) {
    if POSIX.isFolder(path) { return }
    let parent = PathParts(path).folder
    if parent != path { try make(parent) }
    do throws(SystemError) {
      try POSIX.makeFolder(path)
      try POSIX.synchronizeFolder(parent)
    } catch {
      // Another process may have made it in between; a trailing slash names it twice.
      if error.isExisting && POSIX.isFolder(path) { return }
      throw .cannotCreate(operation: "create the folder", path: path, code: error.code)
    }
  }
}

/// The files by which the folder of a training run is known, so that readers of data can leave it out.
package enum RunFileName {
  /// The best weights so far.
  package static let model = "model.safetensors"
  /// The last state.
  package static let training = "training.safetensors"
}

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
