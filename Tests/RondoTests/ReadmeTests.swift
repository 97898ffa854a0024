import CPretrained
import Foundation
import Rondo
import Testing

/// The README and the guides show code, its output, and text from the model that comes with Rondo:
/// all of it must be what the present code gives. Their commands are run by `GuideTests`.
@Suite struct ReadmeTests {
  private let root: URL
  private let readme: String

  init() throws {
    root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
  }

  @Test func `the library's program and its output are those of the examples`() throws {
    #expect(readme.contains(try shown("01-train-and-stream")))
  }

  @Test func `the guide of the library shows each program with its output`() throws {
    let guide = try String(
      contentsOf: root.appending(path: "Sources/Rondo/Rondo.docc/RondoAsALibrary.md"),
      encoding: .utf8)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: root.appending(path: "Examples/Programs").path)
    let programs = names.filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(6)) }
    #expect(programs.count == 11)
    for name in programs { #expect(guide.contains(try shown(name)), "\(name)") }
  }

  /// A program of `Examples/Programs` without its comment, with its output.
  private func shown(_ name: String) throws -> String {
    let base = root.appending(path: "Examples/Programs/\(name)").path
    let code = try String(contentsOfFile: base + ".swift", encoding: .utf8)
    let output = try String(contentsOfFile: base + ".txt", encoding: .utf8)
    let lines = code.split(separator: "\n", maxSplits: 1)
    return "```swift\n\(lines[1])```\n\nprints\n\n```text\n\(output)```"
  }

  @Test func `the model in the program has the bytes of its file`() throws {
    let file = root.appending(path: "checkpoints/pretrained/model.safetensors")
    let bytes = UnsafeBufferPointer(start: cpretrained_bytes(), count: cpretrained_byte_count())
    #expect(Data(bytes) == (try Data(contentsOf: file)))
  }

  @Test func `the text of the model that comes with Rondo is what it writes`() throws {
    let (file, _) = try LanguageModelFile.load(
      root.appending(path: "checkpoints/pretrained/model.safetensors").path)
    var settings = SamplingConfiguration()
    settings.temperature = 0.8
    let prompt = "The ferry"
    var generator = TextGenerator(
      file, prompt: Array(prompt.utf8), count: 1, length: 300, settings)
    var bytes = Array(prompt.utf8)
    while let pieces = generator.next() { bytes += pieces[0].text }
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(readme.contains("\n\(text)\n```"), "the model writes:\n\(text)")
  }

  @Test func `the text without long copies is what the model writes`() throws {
    let (file, _) = try LanguageModelFile.load(
      root.appending(path: "checkpoints/pretrained/model.safetensors").path)
    let index = try CopyIndex(
      trainingTextOf: file, at: [root.appending(path: "corpora/tidehouse.txt").path])
    var (limits, settings) = (TextLimits(), SamplingConfiguration())
    (limits.length, limits.maximumCopy, limits.trainingText) = (100, 10, index)
    (settings.temperature, settings.seed) = (0.8, 4)
    let prompt = "The ferry"
    var generator = TextGenerator(
      file, prompts: [Array(prompt.utf8)], count: 1, limits, settings, detail: .ids)
    var bytes = Array(prompt.utf8)
    while let pieces = generator.next() { bytes += pieces[0].text }
    let ids = generator.symbols(of: 0).map(\.id)
    let copy = Array(ids[index.longestCopy(in: ids)])
    let copied = String(decoding: file.tokenizer.decode(copy), as: UTF8.self)
    let text = """
      \(String(decoding: bytes, as: UTF8.self))
      the text copies at most \(copy.count) symbols in a row from the training text: '\(copied)'
      """
    let guide = try String(
      contentsOf: root.appending(path: "Sources/Rondo/Rondo.docc/Sampling.md"), encoding: .utf8)
    #expect(guide.contains("\n\(text)\n```"), "the model writes:\n\(text)")
  }

  /// Compiled code of which the guides show parts.
  @Test func `the code of the guides is code that is tested`() throws {
    let catalogue = root.appending(path: "Sources/Rondo/Rondo.docc")
    let tested = try ["Tests/ExtensionTests", "Tests/RondoTests", "Examples/Programs"].flatMap {
      folder in
      try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
        .map { try Self.code(root.appending(path: "\(folder)/\($0)")) }
    }
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: catalogue.path)
    where name.hasSuffix(".md") {
      let guide = try String(contentsOf: catalogue.appending(path: name), encoding: .utf8)
      for block in guide.matches(of: /```swift\n((?:.*\n)*?)```/) {
        let code = Self.unindented(String(block.1).replacing("import Rondo\n\n", with: ""))
        if code.contains(".package(") { continue }
        count += 1
        #expect(tested.contains { $0.contains(code) }, "\(name):\n\(code)")
      }
    }
    #expect(count > 10)
  }

  /// The code of a file without the marks of examples and without indentation.
  private static func code(_ file: URL) throws -> String {
    let text = try String(contentsOf: file, encoding: .utf8)
    return unindented(text.replacing(/[ ]*\/\/ Example (begins|ends)\n/, with: ""))
  }

  private static func unindented(_ code: String) -> String {
    code.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.drop { $0 == " " } }.joined(separator: "\n")
  }
}
