import Foundation
import Rondo
import Testing

// Extension begins
// Example begins
/// A case a line: its label, a colon, its values between blanks.
struct LabelledLines: SeriesFormat {
  func reads(_ path: String) -> Bool { path.hasSuffix(".lines") }

  func series(in text: SourceText) throws(DataError) -> SeriesSet {
    var cases: [SeriesCase] = []
    for (index, line) in text.lines.enumerated() {
      if text.isBlank(line) { continue }
      guard let colon = text.first(UInt8(ascii: ":"), in: line) else {
        throw text.error(DataFault("no colon ends the label"), at: line.lowerBound)
      }
      var values: [Double] = []
      for word in text.words(colon + 1..<line.upperBound) {
        values.append(try text.value(in: word))
      }
      let label = text.string(text.trimmed(line.lowerBound..<colon))
      let target = label.isEmpty ? SeriesTarget.none : .label(ClassLabel(label))
      cases.append(SeriesCase(values, target: target, line: index + 1))
    }
    return SeriesSet(cases, targets: SeriesSet.targets(of: cases))
  }
}
// Example ends
// Extension ends

/// A form of series file.
struct SeriesFormatTests {
  private func read(
    _ contents: String, _ ending: String = "lines",
    _ change: (inout SeriesReader) -> Void = { _ in }
  ) throws -> SeriesFile {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).\(ending)"
    try Data(contents.utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var reader = SeriesReader()
    reader.formats = [LabelledLines()]
    change(&reader)
    return try reader.read(path)
  }

  @Test func `series are read`() throws {
    let set = try read("\r\n up : 0.5 ? 0.75\r\n\r\ndown:3 2 1e-1\n").set
    #expect(
      set.cases == [
        SeriesCase([0.5, .nan, 0.75], target: .label("up")),
        SeriesCase([3, 2, 0.1], target: .label("down")),
      ])
    #expect(set.targets == .labels(["down", "up"]) && set.cases.map(\.line) == [2, 4])
  }

  @Test(
    arguments: [
      ("up: 1 2\ndown 3\n", "2:1: no colon ends the label"),
      (
        "é: 1\n\na: 1 x\n",
        "3:6: \"x\" is not a number: write a decimal number, or NaN or ? where it is missing"
      ),
      (
        "up: 1\n\n: 2 3\n",
        "3:1: 1 of 2 cases has no label: name its class, or omit it from training with "
          + "skipsUnlabelled"
      ),
    ])
  func `errors name the line and the column`(contents: String, message: String) {
    #expect {
      try read(contents)
    } throws: { error in
      "\(error)".hasSuffix(".lines:\(message)")
    }
  }

  @Test func `a file without cases is refused`() {
    #expect { try read(" \n\n") } throws: { "\($0)".contains("there is no case in it") }
  }

  @Test func `the reader's settings hold`() throws {
    let text = "up: 1 2\n: 3 4\n"
    #expect(try read(text) { $0.skipsUnlabelled = true }.set.targets == .labels(["up"]))
    #expect(try read(text) { $0.requiresTargets = false }.set.cases.map(\.length) == [2, 2])
  }

  @Test func `an error ends the reading where unreadable cases are kept too`() {
    for (contents, place) in [("up: 1\nno\n", "2:1:"), ("up: 1\ndo\0wn: 2\n", "2:3:")] {
      #expect {
        try read(contents) { $0.keepsUnreadable = true }
      } throws: { error in
        "\(error)".contains(".lines:\(place)")
      }
    }
  }

  @Test func `other files keep their form, and a given form comes first`() throws {
    #expect(try read("a 1 2\nb 3 4\n", "txt").set.cases.map(\.length) == [2, 2])
    #expect(try read("a:1 2\nb:3 4\n") { $0.form = .txt }.set.targets == .labels(["a:1", "b:3"]))
  }

  @Test func `targets can be read without values`() throws {
    let path = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString).lines"
    try Data("up: 1 2\ndown: 3\n".utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var reader = SeriesReader()
    reader.formats = [LabelledLines()]
    let set = try reader.readTargets(path).set
    #expect(set.cases.map(\.target) == [.label("up"), .label("down")])
    #expect(set.cases.allSatisfy { $0.length == 0 })
  }
}
