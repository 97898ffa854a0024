import RondoEngine
import RondoEvaluation
import RondoFiles
import RondoLanguageModel
import RondoModels
import RondoText
import TestSupport
import Testing

struct BytePairFileTests {
  private static func file() throws -> LanguageModelFile {
    var builder = TokenizedCorpus.Builder(unit: .bpe)
    builder.append(Array("the tide, the tide 中中 \u{1}\"\\ é é".utf8))
    let tokenizer = builder.finish(limits: .init(maximumSize: 262)) { $0 }.tokenizer
    var file = try SmallRun.modelFile(.drawn(vocabulary: 262, hidden: 4))
    file.tokenizer = tokenizer
    file.settings.unit = .bpe
    return file
  }

  @Test func `units survive the way to the byte`() throws {
    let file = try Self.file()
    let bytes = try file.encoded().encoded()
    let copy = try LanguageModelFile(SafetensorsFile.decode(bytes, path: "m").file, path: "m")
    #expect(copy.tokenizer == file.tokenizer && copy.settings == file.settings)
    #expect(copy.tokenizer.dependsOnUnicode)
    #expect(try copy.encoded().encoded() == bytes)
    let text = "the 中 tide é\u{301} 🦀"
    #expect(copy.tokenizer.encode(text) == file.tokenizer.encode(text))
  }

  @Test(arguments: [
    ("\"merges\":", "\"mergers\":", "merges"), ("\"unit\":\"bpe\"", "\"unit\":\"word\"", "merges"),
    (",255]", ",\"\u{10FFFF}\"]", "vocabulary"), ("\"merges\":[[", "\"merges\":[[300,", "merge 0"),
    ("\"merges\":[[", "\"merges\":[[0,0],[", "merge 0"),
  ])
  func `units that do not fit together are refused`(
    old: String, new: String, named: String
  ) throws {
    var file = try Self.file().encoded()
    let text = try #require(file.metadata["tokenizer"])
    #expect(text.contains(old))
    file.metadata["tokenizer"] = text.replacing(old, with: new)
    if new.contains("word") {
      // What is not of the unit is passed over, as in any file of a later release.
      #expect(try LanguageModelFile(file, path: "m").tokenizer.bytePairs == nil)
      return
    }
    let error = try #require(throws: ModelFileError.self) { try LanguageModelFile(file, path: "m") }
    guard case .badMetadata("m", "tokenizer", _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(!"\(error)".contains("\n"), "one line")
  }

  @Test func `no beginning of a prompt is unknown`() throws {
    let generator = TextGenerator(
      try Self.file(), prompt: Array("🦀 漢\u{301} tide".utf8), count: 1, length: 3, .init())
    #expect(generator.unknownInPrompt.isEmpty)
  }

  @Test func `a score counts units, characters and bytes`() throws {
    let file = try Self.file()
    let text = "the tide 🦀e\u{301}"
    let score = file.score(Array(text.utf8), on: Tape())
    #expect(score.unknownSymbols == 0 && score.nats.count == file.tokenizer.encode(text).count)
    let extent = TextExtent(symbols: score.nats.count, bytes: text.utf8.count, graphemes: 11)
    #expect(score.loss == LossUnits(total: score.nats.reduce(0, +), extent: extent))
  }
}
