import Foundation
import RondoFiles
import RondoText
import TestSupport
import Testing

@testable import RondoData

struct TokenCacheTests {
  private static let text = String(
    repeating: "Der Wind war ein alter Geselle.\nÉté, 中文 и чай\n\n", count: 40)

  private func settings(_ documents: DocumentUnit = .none) -> CorpusSettings {
    var settings = CorpusSettings()
    settings.documents = documents
    return settings
  }

  private func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  private func read(
    _ paths: [String], _ settings: CorpusSettings, cache: String? = nil
  ) throws -> TrainingText {
    let cache = cache.map { TokenCache(folder: $0, leastByteCount: 0) }
    return try TrainingTextReader(settings, cache: cache).read(paths)
  }

  private func expect(_ found: TrainingText, equals expected: TrainingText) {
    #expect(found.corpus.training == expected.corpus.training)
    #expect(found.corpus.validation == expected.corpus.validation)
    #expect(found.corpus.tokenizer == expected.corpus.tokenizer)
    #expect(found.corpus.counts == expected.corpus.counts)
    #expect(found.corpus.unknownSymbols == expected.corpus.unknownSymbols)
    #expect(found.corpus.validationExtent == expected.corpus.validationExtent)
    #expect(found.sources == expected.sources)
    #expect(found.corpus.training.bytesPerID == expected.corpus.training.bytesPerID)
  }

  @Test(arguments: DocumentUnit.allCases)
  func `line ends are part of what a kept corpus is found by`(documents: DocumentUnit) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.txt"
      try write(Self.text.replacing("\n", with: "\r\n") + "last\r", path)
      for newlines in [Newlines.keep, .lf, .keep, .lf] {
        var settings = settings(documents)
        settings.newlines = newlines
        let found = try read([path], settings, cache: "\(folder)/tokens")
        expect(found, equals: try read([path], settings))
        let hasReturns = found.corpus.tokenizer.vocabulary.symbols.contains { $0.contains(0x0D) }
        #expect(hasReturns == (newlines == .keep && documents != .line), "\(newlines)")
      }
    }
  }

  @Test(arguments: DocumentUnit.allCases, SymbolUnit.allCases)
  func `kept and found again, a corpus is what it is in memory`(
    documents: DocumentUnit, unit: SymbolUnit
  ) throws {
    try withTemporaryFolder { folder in
      try write(Self.text, "\(folder)/a.txt")
      try write("\u{FEFF}\(Self.text.dropLast(700))zebra", "\(folder)/b.txt")
      var settings = settings(documents)
      settings.unit = unit
      if unit != .byte { settings.normalization = .nfd }
      settings.minimumCount = 3
      settings.validationFraction = 0.3
      let paths = ["\(folder)/a.txt", "\(folder)/b.txt"]
      let expected = try read(paths, settings)
      for _ in 0..<2 {
        let found = try read(paths, settings, cache: "\(folder)/made/tokens")
        expect(found, equals: expected)
        #expect(found.notes.isEmpty)
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: "\(folder)/made/tokens").count == 1)
      }
    }
  }

  @Test func `whatever decides the ids has a file of its own`() throws {
    try withTemporaryFolder { folder in
      try write(Self.text, "\(folder)/a.txt")
      var variants = [settings(), settings(.line)]
      variants += [settings(), settings(), settings()]
      variants[2].unit = .scalar
      variants[3].validationFraction = 0.2
      variants[4].minimumCount = 2
      for (k, settings) in variants.enumerated() {
        let expected = try read(["\(folder)/a.txt"], settings)
        let cache = TokenCache(folder: "\(folder)/t", leastByteCount: 0, kept: 10)
        expect(
          try TrainingTextReader(settings, cache: cache).read(["\(folder)/a.txt"]),
          equals: expected)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/t").count == k + 1)
      }
    }
  }

  @Test(arguments: [DocumentUnit.none, .line])
  func `known byte pairs find the file of the text that taught them, others make one of their own`(
    documents: DocumentUnit
  ) throws {
    try withTemporaryFolder { folder in
      try write(Self.text, "\(folder)/a.txt")
      var settings = settings(documents)
      settings.unit = .bpe
      settings.maximumVocabularySize = 290
      var reader = TrainingTextReader(
        settings, cache: TokenCache(folder: "\(folder)/t", leastByteCount: 0))
      let first = try reader.read(["\(folder)/a.txt"])
      func expectFiles(_ count: Int) throws {
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/t").count == count)
      }
      reader.bytePairs = first.corpus.tokenizer.bytePairs
      expect(try reader.read(["\(folder)/a.txt"]), equals: first)
      try expectFiles(1)
      var builder = TokenizedCorpus.Builder(unit: .bpe)
      builder.append(Array("other words, other words".utf8))
      reader.bytePairs = builder.finish { $0 }.tokenizer.bytePairs
      for _ in 0..<2 {
        let found = try reader.read(["\(folder)/a.txt"])
        var whole = reader
        whole.cache = nil
        expect(found, equals: try whole.read(["\(folder)/a.txt"]))
        #expect(found.corpus.tokenizer != first.corpus.tokenizer)
        try expectFiles(2)
      }
      // The same merges, but graphemes of their own.
      builder = TokenizedCorpus.Builder(unit: .bpe)
      builder.append(Array("other words, other words чxчyч".utf8))
      reader.bytePairs = builder.finish { $0 }.tokenizer.bytePairs
      _ = try reader.read(["\(folder)/a.txt"])
      try expectFiles(3)
    }
  }

  @Test(arguments: [0.0, 0.05, 0.5, 0.9, 1])
  func `a damaged file is found and made anew`(place: Double) throws {
    try withTemporaryFolder { folder in
      try write(Self.text, "\(folder)/a.txt")
      let expected = try read(["\(folder)/a.txt"], settings())
      _ = try read(["\(folder)/a.txt"], settings(), cache: "\(folder)/t")
      let name = try #require(FileManager.default.contentsOfDirectory(atPath: "\(folder)/t").first)
      let url = URL(filePath: "\(folder)/t/\(name)")
      let whole = try Data(contentsOf: url)
      var damaged = whole
      damaged[Int(Double(whole.count - 1) * place)] ^= 4
      for bytes in [damaged, whole.dropLast(3), Data(), whole + [0]] {
        try bytes.write(to: url)
        let found = try read(["\(folder)/a.txt"], settings(), cache: "\(folder)/t")
        expect(found, equals: expected)
        #expect(found.notes == ["\(url.path) is damaged and will be rebuilt"])
        #expect(try Data(contentsOf: url) == whole)
      }
    }
  }

  @Test func `runs at once make the same file, and each has its corpus`() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/rondo-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write(Self.text, "\(folder)/a.txt")
    let expected = try read(["\(folder)/a.txt"], settings(.line))
    let found = try await withThrowingTaskGroup(of: TrainingText.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let cache = TokenCache(folder: "\(folder)/t", leastByteCount: 0)
          var settings = CorpusSettings()
          settings.documents = .line
          return try TrainingTextReader(settings, cache: cache).read(["\(folder)/a.txt"])
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(found.count == 8)
    for text in found { expect(text, equals: expected) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/t").count == 1)
  }

  @Test func `the files used last stay, and one in use is good though it is removed`() throws {
    try withTemporaryFolder { folder in
      let cache = TokenCache(folder: "\(folder)/t", leastByteCount: 0, kept: 2)
      var texts: [TrainingText] = []
      for k in 0..<5 {
        try write("\(k) \(Self.text)", "\(folder)/\(k).txt")
        texts.append(try TrainingTextReader(settings(), cache: cache).read(["\(folder)/\(k).txt"]))
        _ = try TrainingTextReader(settings(), cache: cache).read(["\(folder)/0.txt"])
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/t").count == 2)
      for k in 0..<5 { expect(texts[k], equals: try read(["\(folder)/\(k).txt"], settings())) }
    }
  }

  @Test func `what a dead process left half-written is cleared away`() throws {
    try withTemporaryFolder { folder in
      try write(Self.text, "\(folder)/a.txt")
      try FileManager.default.createDirectory(
        atPath: "\(folder)/t", withIntermediateDirectories: true)
      let stale = ".0123456789abcdef-0123456789abcdef.tokens.tmp-2147483646-0123456789abcdef"
      try write("half", "\(folder)/t/\(stale)")
      try write("mine", "\(folder)/t/.other.tmp-2147483646-0123456789abcdef~")
      _ = try read(["\(folder)/a.txt"], settings(), cache: "\(folder)/t")
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/t")
      #expect(names.count == 2 && !names.contains(stale))
    }
  }

  @Test func `where nothing can be kept, the text is held in memory, and that is said`() throws {
    try withTemporaryFolder { folder in
      try write(Self.text, "\(folder)/a.txt")
      try write("in the way", "\(folder)/t")
      let found = try read(["\(folder)/a.txt"], settings(.paragraph), cache: "\(folder)/t")
      expect(found, equals: try read(["\(folder)/a.txt"], settings(.paragraph)))
      #expect(found.notes.count == 1)
      #expect(
        found.notes.first?.description.hasPrefix(
          "the tokenised text cannot be kept, and is held in memory: ")
          == true)
    }
  }

  @Test func `files in other encodings are read as they are without a cache`() throws {
    try withTemporaryFolder { folder in
      let text = "Der Wind, der Wind, das himmlische Kind: Größe, Maß und Güte.\n"
      let long = String(repeating: text, count: 20)
      try #require(long.data(using: .isoLatin1)).write(to: URL(filePath: "\(folder)/latin"))
      try #require(long.data(using: .utf16)).write(to: URL(filePath: "\(folder)/wide"))
      try write(long, "\(folder)/plain")
      let paths = ["latin", "wide", "plain"].map { "\(folder)/\($0)" }
      let expected = try read(paths, settings(.line))
      let found = try read(paths, settings(.line), cache: "\(folder)/t")
      expect(found, equals: expected)
      #expect(found.notes == expected.notes && found.byteCount == expected.byteCount)
    }
  }

  @Test func `bad text is refused with the words that it gets without a cache`() throws {
    try withTemporaryFolder { folder in
      let files: [String: [UInt8]] = [
        "broken": Array("fine\nnot \u{e9}".utf8) + [0xC3, 0x28], "nul": Array("a\u{0}b".utf8),
        "empty": [], "cut": Array("é".utf8.dropLast()),
      ]
      for (name, bytes) in files {
        try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)"))
        var errors: [DataError] = []
        for cache in [nil, "\(folder)/t"] {
          do { _ = try read(["\(folder)/\(name)"], settings(), cache: cache) } catch {
            errors.append(try #require(error as? DataError))
          }
        }
        #expect(errors.count == 2 && errors.first == errors.last, "\(name)")
      }
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/t"))
    }
  }

  @Test func `lossy reading replaces the same sequences`() throws {
    try withTemporaryFolder { folder in
      var bytes = Array(Self.text.utf8)
      for k in stride(from: 11, to: bytes.count, by: 101) { bytes[k] = 0xFF }
      try Data(bytes).write(to: URL(filePath: "\(folder)/a"))
      var settings = settings(.line)
      (settings.lossy, settings.encoding) = (true, "utf8")
      let expected = try read(["\(folder)/a"], settings)
      let found = try read(["\(folder)/a"], settings, cache: "\(folder)/t")
      expect(found, equals: expected)
      #expect(found.notes == expected.notes && found.notes.count == 1)
    }
  }
}
