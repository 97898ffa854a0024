import Foundation
import TestSupport
import Testing

@testable import RondoData

struct ClassFilesWriterTests {
  /// Cases as they come back: class after class, in the order of the labels' bytes.
  private func sorted(_ cases: [TextCase]) -> [TextCase] {
    Set(cases.map { $0.labels[0] }).sorted().flatMap { label in
      cases.filter { $0.labels == [label] }
    }
  }

  private func drawn(_ form: ClassFilesWriter.Form, seed: UInt64) -> [TextCase] {
    var random = CheckpointRandom(seed: seed)
    var alphabet: [Unicode.Scalar] = [
      "a", "\"", ",", "\t", " ", "\u{B}", "\u{85}", "\u{2028}", "é", "e", "\u{301}", "漢", "😀",
      "\u{FEFF}", "_", "\u{1F}",
    ]
    if form == .folderAClass { alphabet += ["\n", "\r"] }
    func text() -> String {
      let count = Int.random(in: 0...8, using: &random)
      let scalars = (0..<count).map { _ in alphabet.randomElement(using: &random)! }
      return "x" + String(String.UnicodeScalarView(scalars))
    }
    let labels: [ClassLabel] = [
      "b", "a.b", "a b", "é", "e\u{301}", "日本", "-", "B", "a\nb", "x.csv",
    ]
    let first = [TextCase(text(), labels[0]), TextCase(text(), labels[1])]
    return first
      + (0..<Int.random(in: 0...14, using: &random)).map { _ in
        TextCase(text(), labels.randomElement(using: &random)!)
      }
  }

  @Test(arguments: ClassFilesWriter.Form.allCases)
  func `what is written is read as the same cases`(form: ClassFilesWriter.Form) throws {
    for seed in 0..<40 as Range<UInt64> {
      let cases = drawn(form, seed: seed)
      try withTemporaryFolder { folder in
        try ClassFilesWriter(form: form).write(cases, to: folder + "/new/data")
        let read = try LabelledTextReader().read([folder + "/new/data"])
        #expect(read.cases == sorted(cases), "\(form), seed \(seed)")
      }
    }
  }

  @Test func `files are named by labels and numbers`() throws {
    let cases = (1...11).map { TextCase("n\($0)", "b") } + [TextCase("line\n", "a")]
    let files = try ClassFilesWriter(form: .folderAClass).files(of: cases)
    #expect(files.map(\.path).prefix(3) == ["a/1.txt", "b/01.txt", "b/02.txt"])
    #expect(files.count == 12 && files[0].bytes == Array("line\n".utf8))
    let lines = try ClassFilesWriter(form: .fileAClass).files(
      of: Array(cases.dropLast(9)) + [TextCase("z", "a")])
    #expect(lines.map(\.path) == ["a.txt", "b.txt"])
    #expect(lines.map { String(decoding: $0.bytes, as: UTF8.self) } == ["z\n", "n1\nn2\nn3\n"])
  }

  static let refusals: [(ClassFilesWriter.Form, TextCase, String)] = [
    (.fileAClass, TextCase("a\nb", "c"), "its text has a line feed in it"),
    (.fileAClass, TextCase("a\r", "c"), "its text has a carriage return at its end in it"),
    (.fileAClass, TextCase("\u{FEFF}a", "c"), "its text has a byte-order mark at its start in it"),
    (.fileAClass, TextCase("a", "b/c"), "the label \"b/c\" cannot be the name of a file"),
    (.folderAClass, TextCase("a", ".."), "the label \"..\" cannot be the name of a file"),
    (.folderAClass, TextCase("a", ".c"), "the label \".c\" cannot be the name of a file"),
    (
      .fileAClass, TextCase("a", ClassLabel(String(repeating: "c", count: 252))),
      "cannot be the name"
    ),
    (.folderAClass, TextCase(" ", "c"), "its text is empty"),
    (.folderAClass, TextCase("a", labels: ["c", "d"]), "it has 2 labels"),
    (.folderAClass, TextCase("a", labels: []), "it has no label"),
    (.folderAClass, TextCase("a", "\u{0}"), "has NUL in it"),
  ]

  @Test(arguments: refusals.indices)
  func `what names of files cannot hold is refused`(index: Int) throws {
    let (form, item, message) = Self.refusals[index]
    let error = try #require(throws: DataError.self) {
      try ClassFilesWriter(form: form).files(of: [TextCase("fine", "b"), item])
    }
    #expect("\(error)".hasPrefix("case 2 cannot be written as \(form.rawValue): "), "\(error)")
    #expect("\(error)".contains(message), "\(error)")
  }

  @Test func `one class, no cases and a folder in use are refused`() throws {
    let writer = ClassFilesWriter(form: .fileAClass)
    #expect(throws: DataError.self) { try writer.files(of: []) }
    let error = try #require(throws: DataError.self) {
      try writer.files(of: [TextCase("a", "b"), TextCase("c", "b")])
    }
    #expect("\(error)".contains("all cases have the label \"b\""))
    let cases = [TextCase("a", "b"), TextCase("c", "d")]
    try withTemporaryFolder { folder in
      try writer.write(cases, to: folder)
      let error = try #require(throws: DataError.self) { try writer.write(cases, to: folder) }
      #expect("\(error)".contains("it is not empty"))
    }
  }
}
