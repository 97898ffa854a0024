import Foundation

/// Finds the data sets beside the package and Unicode's own files on the machine.
enum SharedData {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data")

  static var isPresent: Bool { exists(folder.appending(path: "README.md")) }

  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: path)))
  }

  static func lines(_ path: String) throws -> [Substring] {
    String(decoding: try bytes(path), as: UTF8.self).split(separator: "\n")
  }

  static func exists(_ url: URL) -> Bool {
    FileManager.default.fileExists(atPath: url.path)
  }
}

/// Reads the test files of the Unicode Character Database (Debian's package unicode-data).
enum UnicodeData {
  static let folder = URL(filePath: "/usr/share/unicode")

  static func isPresent(_ path: String) -> Bool {
    SharedData.exists(folder.appending(path: path))
  }

  /// The lines without comments and empty ones.
  static func rows(_ path: String) throws -> [String] {
    let url = folder.appending(path: path)
    let data = path.hasSuffix(".bz2") ? try decompress(url) : try Data(contentsOf: url)
    return String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { line in
      let row = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
      return row.isEmpty || row.hasPrefix("@") ? nil : row
    }
  }

  private static func decompress(_ url: URL) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["bzip2", "-dc", url.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }
}

/// The UTF-8 bytes of scalars written in hexadecimal and separated by spaces.
func utf8(hexadecimal: some StringProtocol) -> [UInt8] {
  hexadecimal.split(separator: " ").flatMap { digits in
    UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init).map { Array(String($0).utf8) } ?? []
  }
}
