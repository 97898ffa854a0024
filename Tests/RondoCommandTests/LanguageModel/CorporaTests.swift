import Foundation
import Testing

/// The generated sets and tables in `corpora/` are what the command lines in its README make.
@Suite("The generated data in corpora/") struct CorporaTests {
  private let corpora = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "corpora")

  @Test("come from the commands of its README, byte for byte")
  func bytes() throws {
    let readme = try String(contentsOf: corpora.appending(path: "README.md"), encoding: .utf8)
    let commands = readme.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { $0.hasPrefix("rondo data make ") }
    #expect(commands.count == 8)
    let scratch = try Scratch()
    for command in commands { try scratch.rondo(String(command.dropFirst(6))).succeeded() }
    let made = try scratch.files()
    #expect(made.count == 12 && made.allSatisfy { $0.hasPrefix("corpora/") })
    for name in made {
      let url = corpora.deletingLastPathComponent().appending(path: name)
      let committed = try Array(Data(contentsOf: url))
      #expect(try scratch.bytes(name) == committed, "\(name) differs")
      #expect(committed.count < 300_000, "\(name) is small")
    }
  }
}
