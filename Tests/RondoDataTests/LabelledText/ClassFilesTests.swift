import Foundation
import RondoFiles
import TestSupport
import Testing

@testable import RondoData

struct ClassFilesTests {
  private func with(_ files: [String: String], _ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      for (name, text) in files {
        let url = URL(filePath: folder).appending(path: name)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
      }
      try body(folder)
    }
  }

  @Test func `a folder of files has a class a file and a case a line`() throws {
    try with(["d/Czech.txt": "Abl\r\n\n Adsit \n", "d/Dutch.old.txt": "Aalsburg"]) { folder in
      let data = try LabelledTextReader().read([folder + "/d"])
      #expect(
        data.cases == [
          TextCase("Abl", "Czech"), TextCase(" Adsit ", "Czech"), TextCase("Aalsburg", "Dutch.old"),
        ])
      #expect(
        data.cases.map(\.position) == [
          .init(source: 0, line: 1), .init(source: 0, line: 3), .init(source: 1, line: 1),
        ])
    }
  }

  @Test func `files alike but for their endings have a class an ending`() throws {
    try with(["d/r.pos": "fine\n", "d/r.neg": "bad\nworse\n", "s/a.x": "1", "s/b.x": "2"]) {
      folder in
      let expected = [TextCase("bad", "neg"), TextCase("worse", "neg"), TextCase("fine", "pos")]
      try #expect(LabelledTextReader().read([folder + "/d"]).cases == expected)
      let named = try LabelledTextReader().read([folder + "/d/r.pos", folder + "/d/r.neg"])
      #expect(named.cases == [expected[2], expected[0], expected[1]])
      let stems = try LabelledTextReader().read([folder + "/s/a.x", folder + "/s/b.x"])
      #expect(stems.cases == [TextCase("1", "a"), TextCase("2", "b")])
    }
  }

  @Test func `a folder of folders has a class a folder and a case a file`() throws {
    try with([
      "neg/1.txt": "bad\nfilm\n", "neg/more/2": "worse", "pos/1.txt": "fine", "README": "r",
    ]) { folder in
      for end in ["", "/"] {
        let data = try LabelledTextReader().read([folder + end])
        #expect(
          data.cases == [
            TextCase("bad\nfilm\n", "neg"), TextCase("worse", "neg"), TextCase("fine", "pos"),
          ])
        #expect(
          data.notes == [
            "\(folder)\(end): its folders are the classes, and README beside them was omitted"
          ])
      }
    }
  }

  @Test func `tables are read one after the other`() throws {
    try with(["a.csv": "text,label\nx,1\n", "b.tsv": "label\ttext\n2\ty\n"]) { folder in
      let data = try LabelledTextReader().read([folder + "/a.csv", folder + "/b.tsv"])
      #expect(data.cases == [TextCase("x", "1"), TextCase("y", "2")])
      #expect(data.cases[1].position == .init(source: 1, line: 2) && data.sources.count == 2)
    }
  }

  @Test(arguments: [
    (
      ["d/e/1.txt"], ["d"],
      "d: there is one folder in it, \"e\", so that all would be one class: name that folder if its files are the classes"
    ),
    (["d/a.txt"], ["d"], "d: d/a.txt is the only file in it, so that all would be one class"),
    (
      ["d/a.txt", "d/b.csv"], ["d"],
      "d: its files would be the classes, and d/b.csv looks like a table: name the table itself"
    ),
    (
      ["d/a.x", "d/a.y", "d/b.x"], ["d"],
      "d: its files do not name the classes: let their names differ before the ending, or in the ending alone"
    ),
    (
      ["d/a.txt", "c.csv"], ["d", "c.csv"],
      "d: a folder is read alone: name it and nothing else, or files only"
    ),
    (["d/a/1", "d/b/1"], ["d"], "d/b/1: there is no case in it, only blank lines"),
    (["d/a.txt", "d/b.txt"], ["d"], "d/b.txt: there is no case in it, only blank lines"),
  ])
  func `what leaves the classes open is refused`(
    files: [String], paths: [String], message: String
  ) throws {
    let contents = Dictionary(
      uniqueKeysWithValues: files.map { ($0, $0.contains("b") ? "\n" : "x") })
    try with(contents) { folder in
      let error = try #require(throws: DataError.self) {
        try LabelledTextReader().read(paths.map { folder + "/" + $0 })
      }
      #expect("\(error)".replacing(folder + "/", with: "") == message)
      #expect(error.category == .unusable)
    }
  }

  @Test func `what is not there is missing`() throws {
    let error = try #require(throws: DataError.self) {
      try LabelledTextReader().read(["/none.csv"])
    }
    #expect(error == .missing(path: "/none.csv") && error.category == .missing)
    #expect(throws: DataError.empty(paths: [])) { try LabelledTextReader().read([]) }
  }
}
