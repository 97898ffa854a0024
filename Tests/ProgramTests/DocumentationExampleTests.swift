import Foundation
import Testing

/// The examples in doc comments of public declarations compile with `import Rondo`: each indented block
/// of a comment, on its own. Blocks that are not Swift are fenced and marked as `text`.
@Suite struct DocumentationExampleTests {
  /// A block of a doc comment.
  struct Example: CustomStringConvertible {
    let file: String
    let line: Int
    let code: String
    var description: String { "\(file):\(line)" }
  }

  @Test func `examples are found where they begin and end`() {
    let text = """
      /// A job.
      ///
      ///     let a = 1
      ///
      ///     print(a)
      ///
      /// More.
      public struct A {
        ///     text in a list is no example
        /// - Parameter b: c
        ///     continued
        ///
        ///     f(2)
        public func f() {}
        ///
        ///     internal(1)
        func g() {}
      }
      """
    let found = Self.examples(in: text, file: "A.swift")
    #expect(found.map(\.code) == ["let a = 1\n\nprint(a)\n", "f(2)\n"])
    #expect(found.map(\.line) == [3, 13])
  }

  @Test(.enabled(if: Compiler() != nil, "there is no swiftc, or the build is elsewhere"))
  func `the examples of doc comments compile`() throws {
    let compiler = try #require(Compiler())
    defer { try? FileManager.default.removeItem(at: compiler.output) }
    var examples: [Example] = []
    let sources = Compiler.package.appending(path: "Sources")
    let names = FileManager.default.enumerator(atPath: sources.path)?.allObjects as? [String] ?? []
    for name in names.sorted() where name.hasSuffix(".swift") && !name.hasPrefix("RondoCommand/") {
      let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
      examples += Self.examples(in: text, file: name)
    }
    #expect(examples.count > 60)
    // Declarations of types and extensions stand in files of their own, the rest in functions.
    var functions = "import Rondo\n"
    var failures: [String] = []
    for (index, example) in examples.enumerated() {
      if example.needsFile {
        let file = compiler.output.appending(path: "example\(index).swift")
        try "import Rondo\n\(example.located)".write(to: file, atomically: true, encoding: .utf8)
        let messages = try compiler.check([file])
        if messages.contains("error:") { failures.append(messages) }
      } else {
        functions += "func example\(index)() async throws {\n\(example.located)\n}\n"
      }
    }
    let file = compiler.output.appending(path: "examples.swift")
    try functions.write(to: file, atomically: true, encoding: .utf8)
    let messages = try compiler.check([file], asLibrary: true)
    failures += messages.split(separator: "\n").filter { $0.contains("error:") }.map(String.init)
    #expect(failures == [])
  }

  /// The blocks of doc comments that are indented by four columns after an empty line or the comment's
  /// start, outside fences and lists.
  static func examples(in text: String, file: String) -> [Example] {
    var (result, pending, block, start): ([Example], [Example], [String], Int) = ([], [], [], 0)
    var (previousIsEmpty, isFenced) = (false, false)
    func end() {
      while block.last == "" { block.removeLast() }
      if !block.isEmpty {
        pending.append(
          Example(file: file, line: start, code: block.joined(separator: "\n") + "\n"))
      }
      block = []
    }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let trimmed = line.drop { $0 == " " }
      guard trimmed.hasPrefix("///") else {
        end()
        // An attribute may stand before the declaration that the comment is about.
        if trimmed.hasPrefix("@"), !trimmed.contains(" ") { continue }
        let words = trimmed.split(separator: " ").drop { $0.hasPrefix("@") }
        if ["public", "open"].contains(words.first) { result += pending }
        pending = []
        (previousIsEmpty, isFenced) = (false, false)
        continue
      }
      let content = trimmed.dropFirst(3)
      if content.hasPrefix(" ```") { isFenced.toggle() }
      if content.allSatisfy({ $0 == " " }) {
        if !block.isEmpty { block.append("") }
        previousIsEmpty = true
      } else if content.hasPrefix("     "), !isFenced, !block.isEmpty || previousIsEmpty {
        if block.isEmpty { start = index + 1 }
        block.append(String(content.dropFirst(5)))
        previousIsEmpty = false
      } else {
        end()
        previousIsEmpty = false
      }
    }
    return result
  }
}

extension DocumentationExampleTests.Example {
  /// Whether it has declarations that cannot stand in a function.
  var needsFile: Bool {
    code.split(separator: "\n").contains { line in
      ["extension ", "import ", "@main"].contains { line.hasPrefix($0) }
    }
  }

  /// The code with its place for the compiler's messages.
  var located: String {
    "#sourceLocation(file: \"\(file)\", line: \(line))\n\(code)\n#sourceLocation()"
  }
}
