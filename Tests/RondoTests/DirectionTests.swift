import Foundation
import Testing

/// Which part of the source may know which: what `Sources/README.md` says.
@Suite struct DirectionTests {
  private let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources")

  /// The lines of all files below a folder that hold one of the words, as `file: line`.
  private func lines(below folder: String, with words: [String]) throws -> [String] {
    let root = sources.appending(path: folder)
    let names = try #require(FileManager.default.enumerator(atPath: root.path))
      .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") || $0.hasSuffix(".h") }
    try #require(!names.isEmpty, "\(folder) has no sources")
    return try names.flatMap { name in
      try String(contentsOf: root.appending(path: name), encoding: .utf8)
        .split(separator: "\n")
        .filter { line in
          let code = line.split(separator: "//", omittingEmptySubsequences: false)[0]
          return words.contains { code.contains($0) }
        }
        .map { "\(name): \($0)" }
    }
  }

  @Test(arguments: [
    ("RondoNumerics", ["import Rondo", "import Foundation", "CICU"]),
    ("RondoEngine", ["import RondoText", "import RondoModels", "import Foundation", "CICU"]),
    (
      "RondoText",
      [
        "import RondoEngine", "import RondoNumerics", "import RondoModels", "import Foundation",
        "CKernels",
      ]
    ),
    ("RondoFiles", ["import Rondo", "import CICU", "import CKernels"]),
    (
      "RondoData",
      [
        "import RondoEngine", "import RondoEvaluation", "import RondoModels", "import CICU",
        "import CKernels",
      ]
    ),
    (
      "RondoEvaluation",
      ["import RondoEngine", "import RondoModels", "import CICU"]
    ),
    ("RondoModels", ["import CICU", "import CKernels", "CPretrained", "import ArgumentParser"]),
    (
      "RondoLanguageModel",
      ["import RondoClassifier", "import CICU", "import CKernels", "import ArgumentParser"]
    ),
    ("RondoClassifier", ["import CICU", "import CKernels", "import ArgumentParser"]),
    ("RondoCommand", ["import CICU", "import CKernels"]),
    ("CICU/include", ["#include <unicode"]),
    (
      "../Tests/ExtensionTests",
      [
        "@testable", "@_spi", "import TestSupport", "import RondoData", "import RondoEngine",
        "import RondoEvaluation", "import RondoFiles", "import RondoModels", "import RondoNumerics",
        "import RondoText", "import RondoLanguageModel", "import RondoClassifier",
        "import RondoCommand",
      ]
    ),
  ])
  func `a target imports only what it may`(_ target: String, _ forbidden: [String]) throws {
    #expect(try lines(below: target, with: forbidden) == [])
  }

  @Test(arguments: ["Numerics", "Engine", "Text", "Files", "Data", "Evaluation", "Models"])
  func `what tasks share knows none of them`(_ target: String) throws {
    let tasks = ["LanguageModel", "Classifier"].map { "import Rondo\($0)" }
    #expect(try lines(below: "Rondo\(target)", with: tasks) == [])
  }

  @Test(arguments: [
    ("RondoEngine/Tensor", ["Tape<", "Variable<", "Operation<", "Module", "Optimizer<"]),
    ("RondoEngine/Kernels", ["Tape<", "Variable<", "Operation<", "Module", "Optimizer<"]),
    ("RondoNumerics", ["Tape<", "Tensor<", "Variable<", "Module"]),
    ("RondoEngine/Differentiation", ["Linear<", "RNN<", "Optimizer<", "OptimizationRule"]),
  ])
  func `inside the engine nothing points back`(_ folder: String, _ later: [String]) throws {
    #expect(try lines(below: folder, with: later) == [])
  }
}
