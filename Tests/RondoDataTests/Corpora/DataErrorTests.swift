import Foundation
import RondoFiles
import RondoText
import TestSupport
import Testing

@testable import RondoData

struct DataErrorTests {
  @Test func `what is not there is missing, and what is no text folder is said to be`() throws {
    try withTemporaryFolder { folder in
      let file = folder + "/file"
      try Data("a".utf8).write(to: URL(filePath: file))
      for path in [folder + "/none", file + "/below", ""] {
        let error = try #require(throws: DataError.self) { try CorpusReader().read([file, path]) }
        #expect(error == .missing(path: path) && error.category == .missing)
      }
      #expect(throws: DataError.unreadable(path: folder, reason: "it is a folder")) {
        try CorpusReader().readText(folder)
      }
      for inside in ["empty/folder", "hidden/.git"] {
        let path = folder + "/" + inside.split(separator: "/")[0]
        try FileManager.default.createDirectory(
          atPath: folder + "/" + inside, withIntermediateDirectories: true)
        let error = try #require(throws: DataError.self) { try CorpusReader().read([path]) }
        #expect(error == .emptyFolder(path: path) && error.category == .unusable)
      }
    }
  }

  @Test(.disabled(if: geteuid() == 0, "permissions do not bind the superuser"))
  func `what may not be read is said with the system's reason`() throws {
    try withTemporaryFolder { folder in
      let file = folder + "/file"
      try Data("a".utf8).write(to: URL(filePath: file))
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file)
      let error = try #require(throws: DataError.self) { try CorpusReader().read([folder]) }
      #expect(error == .unreadable(path: file, reason: "Permission denied"))
      #expect(error.category == .missing)
    }
  }

  @Test(
    arguments: [
      (.missing(path: "p"), .missing, "p: no such"),
      (.unreadable(path: "p", reason: "why"), .missing, "p cannot be read: why"),
      (.inputOutput(path: "p", reason: "why"), .inputOutput, "p: reading failed midway: why"),
      (.emptyFolder(path: "p"), .unusable, "p holds no files"),
      (.empty(paths: ["p", "q"]), .unusable, "p, q: the text is empty"),
      (
        .text(path: "p", .containsNUL(offset: 7, line: 2, column: 3)), .unusable,
        "p:2:3: NUL character at byte 7"
      ),
      (
        .text(path: "p", .readableAsBytes(.containsNUL(offset: 7, line: 2, column: 3))), .unusable,
        "p:2:3: NUL character at byte 7"
      ),
      (.text(path: "a b", .binary(.gzip)), .unusable, "a b: gzip data, not text; unpack it"),
      (
        .text(path: "p", .invalidUTF8(offset: 9, line: 2, column: 3)), .unusable,
        "p:2:3: invalid UTF-8"
      ),
      (
        .tooShort(symbols: 5, minimum: 129, sequenceLength: 64), .unusable,
        "the training part has 5"
      ),
      (.oneSymbol, .unusable, "the training part is one symbol"),
      (.malformed(path: "p", line: 4, column: 7, .noValue), .unusable, "p:4:7: there is no number"),
      (.unfit(path: "p", .noCases), .unusable, "p: there is no case in it"),
      (
        .unwritable(form: "TSV", index: 2, .emptyText), .unusable,
        "case 3 cannot be written as TSV: its text is empty"
      ),
      (
        .unwritable(form: "CSV", index: nil, .noCases), .unusable,
        "the data cannot be written as CSV: there are no cases"
      ),
      (
        .changed(path: "p", reason: "why"), .unusable,
        "p is not the data with which this run was started (why)"
      ),
    ] as [(DataError, ErrorCategory, String)])
  func `each error is one line and of one kind`(
    error: DataError, category: ErrorCategory, beginning: String
  ) {
    #expect("\(error)".hasPrefix(beginning) && !"\(error)".contains("\n"))
    #expect(error.category == category)
  }

  @Test(
    arguments: [
      (
        .tooShort(symbols: 5, minimum: 129, sequenceLength: 64),
        [.sequenceLength, .validationFraction]
      ),
      (.oneDocument, [.documents, .validationFraction]),
      (.changed(path: "p", reason: "why"), [.out]),
      (.text(path: "p", .undecodable(encoding: "x", offset: 1)), [.lossy, .encoding]),
      (.malformed(path: "p", line: 4, column: 7, .severalLabels(2)), [.isMultiLabel]),
      (.unfit(path: "p", .unknownSeriesForm), [.form]), (.missing(path: "p"), []),
    ] as [(DataError, [SettingName])])
  func `the settings that help are values`(error: DataError, remedies: [SettingName]) {
    #expect(error.remedies == remedies)
  }
}
