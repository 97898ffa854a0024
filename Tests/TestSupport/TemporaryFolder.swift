import Foundation

/// Calls `body` with the path of a new folder, and removes the folder afterwards.
package func withTemporaryFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.path + "/rondo-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try body(folder)
}

/// The contents of a file; nil if there is none.
package func bytes(of path: String) -> [UInt8]? {
  FileManager.default.contents(atPath: path).map(Array.init)
}

/// The sorted names of a folder's entries.
package func names(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

/// Calls `body` with the path of a new file with these contents.
package func withFile<Result>(
  _ name: String, _ contents: [UInt8], _ body: (String) throws -> Result
) throws -> Result {
  var result: Result?
  try withTemporaryFolder { folder in
    let path = folder + "/" + name
    try Data(contents).write(to: URL(filePath: path))
    result = try body(path)
  }
  guard let result else { throw CocoaError(.fileReadUnknown) }
  return result
}

/// The data sets beside the package.
package enum SharedFiles {
  package static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/data").standardizedFileURL.path
  package static let isPresent = FileManager.default.fileExists(atPath: folder + "/README.md")
  package static let reason = "needs ../shared/data beside the package"
}
