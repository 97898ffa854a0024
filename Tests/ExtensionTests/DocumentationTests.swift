import Foundation
import Testing

/// The examples in comments of the library that are extensions: they are the code that is tested here.
struct DocumentationTests {
  private let tests = URL(filePath: #filePath).deletingLastPathComponent()

  private func sources(in folder: URL) throws -> [String] {
    let names = try #require(FileManager.default.enumerator(atPath: folder.path))
      .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
    return try names.map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
  }

  @Test func `the examples in the comments are the code that is tested here`() throws {
    let library = try sources(in: tests.appending(path: "../../Sources"))
    var count = 0
    for file in try sources(in: tests) {
      let lines = file.split(separator: "\n", omittingEmptySubsequences: false)
      for begin in lines.indices where lines[begin] == "// Example begins" {
        count += 1
        let example = lines[(begin + 1)...].prefix { $0 != "// Example ends" }
          .map { $0.isEmpty ? "///" : "///     " + $0 }.joined(separator: "\n")
        #expect(library.contains { $0.contains(example) }, "\(example)")
      }
    }
    #expect(count == 2)
  }
}
