/// Creation of folders.
package enum Folders {
  /// Creates a folder and its parents, if they do not exist.
  package static func make(_ path: String) throws(CheckpointError) {
    if POSIX.isFolder(path) { return }
    let parent = PathParts(path).folder
    if parent != path { try make(parent) }
    do throws(SystemError) {
      try POSIX.makeFolder(path)
      try POSIX.synchronizeFolder(parent)
    } catch {
      // Another process may have created it meanwhile; with a trailing slash it occurs twice.
      if error.isExisting && POSIX.isFolder(path) { return }
      throw .cannotCreate(operation: "create the folder", path: path, code: error.code)
    }
  }
}

/// The files that identify the folder of a training run, so that readers of data can omit it.
package enum RunFileName {
  /// The best weights so far.
  package static let model = "model.safetensors"
  /// The last state of training.
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
