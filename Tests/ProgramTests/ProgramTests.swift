import Foundation
import Testing

#if DEBUG
  private let isOptimized = false
#else
  private let isOptimized = true
#endif

/// The programs in `Examples/Programs`, as a package that depends on Rondo has them: each compiles
/// against the public modules alone, and prints what stands beside it.
@Suite(.serialized) struct ProgramTests {
  static let folder = Compiler.package.appending(path: "Examples/Programs")

  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(6)) }.sorted()

  @Test func `there are eleven programs of at most 25 lines of code`() throws {
    #expect(Self.names.count == 11)
    for name in Self.names {
      let text = try String(contentsOf: source(name), encoding: .utf8)
      let code = text.split(separator: "\n").filter { !$0.hasPrefix("//") }
      #expect(code.count <= 25, "\(name) has \(code.count) lines of code")
      #expect(!text.contains("@testable") && text.contains("\nimport Rondo\n"), "\(name)")
    }
  }

  @Test(
    .enabled(if: isOptimized, "programs that train are run with -c release"),
    .enabled(if: Compiler() != nil, "there is no swiftc, or the build is elsewhere"))
  func `each program compiles without a warning and prints what the guides show`() throws {
    let compiler = try #require(Compiler())
    defer { try? FileManager.default.removeItem(at: compiler.output) }
    let work = compiler.output.appending(path: "work")
    try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
    for name in ["checkpoints", "corpora"] {
      try FileManager.default.createSymbolicLink(
        at: work.appending(path: name), withDestinationURL: Compiler.package.appending(path: name))
    }
    for name in Self.names {  // in order: one program reads what another has saved
      let (program, messages) = try compiler.compile(source(name))
      #expect(messages == "", "\(name)")
      let found = try compiler.run(program.path, in: work)
      #expect(found.status == 0 && found.errors == "", "\(name)")
      let expected = try String(
        contentsOf: Self.folder.appending(path: "\(name).txt"), encoding: .utf8)
      #expect(found.output == expected, "\(name)")
    }
  }

  private func source(_ name: String) -> URL { Self.folder.appending(path: "\(name).swift") }
}
