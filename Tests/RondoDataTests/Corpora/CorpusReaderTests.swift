import Foundation
import RondoFiles
import RondoText
import TestSupport
import Testing

@testable import RondoData

struct CorpusReaderTests {
  /// Writes files, and the folders that they lie in, below a folder.
  private func write(_ files: [String: [UInt8]], in folder: String) throws {
    for (name, bytes) in files {
      let url = URL(filePath: folder).appending(path: name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url)
    }
  }

  private func write(_ files: [String: String], in folder: String) throws {
    try write(files.mapValues { Array($0.utf8) }, in: folder)
  }

  @Test(arguments: ["", "/"])
  func `a folder is its files and folders in the order of their names' bytes`(end: String) throws {
    try withTemporaryFolder { folder in
      try write(
        [
          "b.txt": "1", "a.txt": "2", "B": "3", "é": "4", "z/y/x": "5", "z/b": "6", "a/2": "7",
          "a/10": "8", ".hidden": "9", ".git/config": "9", "z/.x": "9", ".\u{301}": "9", "a0": "0",
        ], in: folder)
      let corpus = try CorpusReader().read([folder + end])
      let names = corpus.sources.map { $0.path.dropFirst(folder.count + 1) }
      #expect(names == ["B", "a/10", "a/2", "a.txt", "a0", "b.txt", "z/b", "z/y/x", "é"])
      #expect(corpus.utf8 == Array("387201654".utf8) && corpus.notes.isEmpty)
    }
  }

  @Test func `files and folders are read in the order in which they are named`() throws {
    try withTemporaryFolder { folder in
      try write(["b/1": "one ", "b/2": "two ", "a": "three ", "empty": ""], in: folder)
      let paths = ["b", "empty", "a", "b/2"].map { folder + "/" + $0 }
      let corpus = try CorpusReader().read(paths)
      #expect(corpus.utf8 == Array("one two three two ".utf8))
      #expect(corpus.sources.map(\.bytes) == [4, 4, 0, 6, 4])
      // From sha256sum.
      #expect(
        corpus.sources[2].sha256
          == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }
  }

  @Test func `links to files are followed, and links to folders are not`() throws {
    try withTemporaryFolder { folder in
      try write(["in/text": "a", "other": "b", "there/text": "c"], in: folder)
      let links = ["in/to-file": "../other", "in/to-folder": "../there", "in/to-itself": "."]
      for (link, target) in links {
        try FileManager.default.createSymbolicLink(
          atPath: folder + "/" + link, withDestinationPath: target)
      }
      #expect(try CorpusReader().read([folder + "/in"]).utf8 == Array("ab".utf8))
      #expect(try CorpusReader().read([folder + "/in/to-folder"]).utf8 == Array("c".utf8))
      try FileManager.default.removeItem(atPath: folder + "/other")
      let rest = try CorpusReader().read([folder + "/in"])
      #expect(rest.utf8 == Array("a".utf8))
      let left = ["to-file (a link that leads nowhere)", "to-folder (a link to a folder)"]
      for part in left {
        #expect(rest.notes.count == 1 && rest.notes[0].description.contains("\(folder)/in/\(part)"))
      }
      try FileManager.default.removeItem(atPath: folder + "/in/text")
      #expect(throws: DataError.missing(path: folder + "/in/to-file")) {
        try CorpusReader().read([folder + "/in"])
      }
    }
  }

  static let russian =
    "Мой дядя самых честных правил, когда не в шутку занемог, он уважать себя "
    + "заставил и лучше выдумать не мог. "

  @Test func `each file's encoding is found, noted where it was guessed, and recorded`() throws {
    try withTemporaryFolder { folder in
      let guessed = Self.russian.unicodeScalars.map { scalar -> UInt8 in
        // windows-1251: А to я lie in order from 0xC0.
        scalar.value >= 0x410 ? UInt8(scalar.value - 0x410 + 0xC0) : UInt8(scalar.value)
      }
      try write(
        ["1": [0xFF, 0xFE, 0xE9, 0], "2": Array("né".utf8), "3": guessed + guessed], in: folder)
      let corpus = try CorpusReader().read([folder])
      #expect(corpus.sources.map(\.encoding) == ["UTF-16LE", "UTF-8", "windows-1251"])
      #expect(corpus.utf8 == Array(("éné" + Self.russian + Self.russian).utf8))
      #expect(corpus.notes.count == 1)
      #expect(
        corpus.notes[0].description.hasPrefix(
          "\(folder)/3: read as windows-1251, detected with confidence"))
      #expect(corpus.notes[0].settings == [.encoding])
    }
  }

  @Test func `a named encoding is read without a note`() throws {
    try withTemporaryFolder { folder in
      try write(["1": [0x63, 0x61, 0x66, 0xE9]], in: folder)
      let corpus = try CorpusReader(encoding: .named("latin1")).read([folder])
      #expect(corpus.utf8 == Array("café".utf8) && corpus.notes.isEmpty)
      #expect(corpus.sources[0].encoding == "ISO-8859-1" && corpus.sources[0].bytes == 4)
    }
  }

  @Test func `invalid text is refused with its place, or replaced and counted`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/text"
      try write(["text": Array("ab\ncé".utf8) + [0xFF, 0x64, 0xC3]], in: folder)
      let strict = CorpusReader(encoding: .named("UTF-8"))
      let error = try #require(throws: DataError.self) { try strict.read([path]) }
      #expect(error == .text(path: path, .invalidUTF8(offset: 6, line: 2, column: 3)))
      #expect("\(error)".hasPrefix("\(path):2:3: invalid UTF-8 at byte 6"))
      let lossy = CorpusReader(encoding: .named("UTF-8"), lossy: true)
      let corpus = try lossy.read([path])
      #expect(corpus.utf8 == Array("ab\ncé\u{FFFD}d\u{FFFD}".utf8))
      #expect(corpus.notes == ["\(path): 2 invalid sequences were replaced by U+FFFD"])
    }
  }

  @Test func `NUL is refused, but among raw bytes it is one of them`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/data"
      let bytes: [UInt8] = [0x61, 0x62, 0, 0xFF, 0xC3, 0]
      try write(["data": bytes, "text": Array("some text\u{0}".utf8)], in: folder)
      #expect(
        throws: DataError.text(path: folder + "/text", .containsNUL(offset: 9, line: 1, column: 10))
      ) {
        try CorpusReader(encoding: .named("UTF-8")).read([folder + "/text"])
      }
      for lossy in [false, true] {
        #expect(throws: DataError.self) { try CorpusReader(lossy: lossy).read([path]) }
      }
      let corpus = try CorpusReader(isRaw: true).read([path])
      #expect(corpus.utf8 == bytes && corpus.sources[0].encoding == "bytes")
      #expect(corpus.notes.isEmpty)
    }
  }

  @Test(arguments: [
    (SymbolUnit.byte, "auto", true), (.byte, "UTF-8", false), (.grapheme, "auto", false),
  ])
  func `settings say how to read`(unit: SymbolUnit, encoding: String, isRaw: Bool) {
    var settings = CorpusSettings()
    (settings.unit, settings.encoding, settings.lossy) = (unit, encoding, true)
    let reader = CorpusReader(settings)
    #expect(reader.isRaw == isRaw && reader.lossy)
    #expect(reader.encoding == (encoding == "auto" ? .auto : .named(encoding)))
  }

  @Test func `one text may be empty, but a corpus may not`() throws {
    try withTemporaryFolder { folder in
      try write(["a": "", "b": ""], in: folder)
      #expect(try CorpusReader().readText(folder + "/a").utf8.isEmpty)
      #expect(throws: DataError.empty(paths: [folder])) { try CorpusReader().read([folder]) }
      #expect(throws: DataError.empty(paths: [])) { try CorpusReader().read([]) }
    }
  }

  #if os(Linux)  // Darwin's file systems refuse such names.
    @Test func `files of such names are written, listed and read`() throws {
      try withTemporaryFolder { folder in
        let path = "\(folder)/\(PathBytes.string(of: [0x61, 0xE9]))"
        try AtomicFile.write(Array("text".utf8), to: path)
        #expect(try POSIX.names(in: folder).map { PathBytes.bytes(of: $0) } == [[0x61, 0xE9]])
        #expect(POSIX.exists(path) && !POSIX.exists("\(folder)/a\u{FFFD}"))
        let corpus = try CorpusReader().read([folder])
        #expect(corpus.utf8 == Array("text".utf8) && corpus.sources[0].path == path)
      }
    }
  #endif
}
