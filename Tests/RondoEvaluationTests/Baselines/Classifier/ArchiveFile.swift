import Foundation

/// Reads the archive's files as far as the tests of the baselines need it.
struct ArchiveFile {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../../shared/data").standardizedFileURL

  static var isPresent: Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: "README.md").path)
  }

  private(set) var series: [[Float]] = []
  private(set) var labels: [String] = []
  private(set) var channels = 1

  init(_ path: String) throws {
    let text = try String(
      contentsOf: Self.folder.appending(path: "ucr/\(path)"), encoding: .utf8)
    for line in text.split(whereSeparator: \.isNewline) where !"@#%".contains(line.first ?? "@") {
      if path.hasSuffix(".ts") {
        let parts = line.split(separator: ":").map { $0.split(separator: ",") }
        channels = parts.count - 1
        labels.append(String(parts[channels][0]))
        series.append(
          parts[0].indices.flatMap { time in
            parts.dropLast().map { Float($0[time].filter { $0 != " " }) ?? .nan }
          })
      } else {
        let fields = line.split(separator: " ")
        labels.append(String(fields[0]))
        series.append(fields.dropFirst().map { Float($0) ?? .nan })
      }
    }
  }

  /// The lines of one of the text sets, in windows-1252 where they are not UTF-8.
  static func lines(_ path: String) throws -> [String] {
    let data = try Data(contentsOf: folder.appending(path: path))
    return data.split(separator: 10).map {
      String(data: $0, encoding: .utf8) ?? String(data: $0, encoding: .windowsCP1252) ?? ""
    }
  }
}
