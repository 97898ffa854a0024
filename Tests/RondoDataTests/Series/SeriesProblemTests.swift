import Foundation
import RondoFiles
import TestSupport
import Testing

@testable import RondoData

struct SeriesProblemTests {
  /// Empty files below a new folder.
  private func with(_ files: [String], _ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      for file in files {
        let url = URL(filePath: folder).appending(path: file)
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data().write(to: url)
      }
      try body(folder)
    }
  }

  /// The names of the training and the test file, and the problem's.
  private func found(_ path: String, in folder: String) throws -> [String?] {
    let problem = try SeriesProblem(folder + "/" + path)
    return [problem.name, problem.training, problem.test].map {
      $0?.replacing(folder + "/", with: "")
    }
  }

  /// The kind of failure and its line.
  private func said(_ path: String, in folder: String) throws -> String {
    let error = try #require(throws: DataError.self) { try SeriesProblem(folder + "/" + path) }
    return "\(error.category) \("\(error)".replacing(folder + "/", with: ""))"
  }

  @Test func `a file has the partner of its own form`() throws {
    let files = [
      "A_TRAIN.ts", "A_TEST.ts", "A_TRAIN.txt", "B_TRAIN", "B_TEST", "C_TRAIN.ts", "C_TEST.tsv",
      "d.ts",
    ]
    try with(files) { folder in
      try #expect(found("A_TRAIN.ts", in: folder) == ["A", "A_TRAIN.ts", "A_TEST.ts"])
      try #expect(found("A_TRAIN.txt", in: folder) == ["A", "A_TRAIN.txt", nil])
      try #expect(found("B_TRAIN", in: folder) == ["B", "B_TRAIN", "B_TEST"])
      try #expect(found("C_TRAIN.ts", in: folder) == ["C", "C_TRAIN.ts", nil])
      try #expect(found("d.ts", in: folder) == ["d", "d.ts", nil])
      try #expect(found("A_TEST.ts", in: folder) == ["A_TEST", "A_TEST.ts", nil])
    }
    let input = try SeriesProblem("-")
    #expect(input.training == "-" && input.test == nil)
  }

  @Test func `forms are looked for in one order`() throws {
    let endings = [".ts", ".tsv", ".txt", "", ".arff", ".csv"]
    for first in endings.indices {
      let files = endings[first...].shuffled().flatMap { ["s/P_TRAIN\($0)", "s/P_TEST\($0)"] }
      try with(files) { folder in
        let expected = ["P", "s/P_TRAIN\(endings[first])", "s/P_TEST\(endings[first])"]
        try #expect(found("s", in: folder) == expected)
        try #expect(found("s/", in: folder) == expected)
        try #expect(found("s/P", in: folder) == expected)
      }
    }
  }

  @Test func `among several problems a folder is the one of its own name`() throws {
    try with([
      "U/U_TRAIN.ts", "U/U2_TRAIN.ts", "U/U2_TEST.ts", "V/a_TRAIN.ts", "V/b_TRAIN", "W/note.txt",
    ]) { folder in
      try #expect(found("U", in: folder) == ["U", "U/U_TRAIN.ts", nil])
      try #expect(found("U/U2", in: folder) == ["U2", "U/U2_TRAIN.ts", "U/U2_TEST.ts"])
      try #expect(
        said("V", in: folder)
          == "unusable V: it holds several problems: name one as FOLDER/NAME (\"a\", \"b\")")
      try #expect(
        said("W", in: folder)
          == "unusable W: no file in it is named NAME_TRAIN.ts, .tsv, .txt, .arff or .csv")
      try #expect(said("V/c", in: folder) == "missing V/c: no such file or folder")
    }
  }
}
