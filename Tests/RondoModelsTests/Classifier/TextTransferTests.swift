import RondoData
import RondoEngine
import RondoFiles
import RondoText
import Testing

@testable import RondoClassifier
@testable import RondoLanguageModel
@testable import RondoModels

struct TextTransferTests {
  private func preparation(_ texts: [String], _ origin: LanguageModelFile) throws -> TextPreparation
  {
    TextPreparation(
      texts, targets: .labels(["a", "b"]), try SmallTransfer.settings(origin), origin: origin)
  }

  @Test func `settings are the language model's, and the hash of its file`() throws {
    let origin = try SmallTransfer.origin(unit: .word) {
      ($0.cell, $0.layers, $0.embeddingSize, $0.hiddenSize) = (.lstm, 2, 5, 7)
    }
    let settings = try SmallTransfer.settings(origin)
    let (c, a) = (settings.classifier, settings.classifier.architecture)
    #expect(a.cell == .lstm && a.layers == 2 && a.hiddenSize == 7 && !a.isBidirectional)
    #expect(settings.embeddingSize == 5 && settings.unit == .symbol && c.startedFrom == "5e")
    #expect(settings.minimumCount == 2 && settings.isUsable)
  }

  @Test func `a text is one document of a model that knows documents`() throws {
    let found = try preparation(["abba"], SmallTransfer.origin(hasBorder: true))
    #expect(found.sequence(of: "ab").ids == [0, 1, 2] && found.sequence(of: "").ids == [0])
    let plain = try preparation(["abba"], SmallTransfer.origin())
    #expect(plain.sequence(of: "ab").ids == [0, 1] && plain.sequence(of: "").ids == [4])
  }

  @Test func `words of a language model have their spaces; new ones must occur twice`() throws {
    let vocabulary = try Vocabulary(symbols: [" ", "good"].map { Array($0.utf8) })
    let origin = SmallTransfer.origin(Tokenizer(unit: .word, vocabulary: vocabulary))
    let found = try preparation(["good film", "bad film"], origin)
    #expect(
      found.tokenizer.vocabulary.symbols == [" ", "film", "good"].map { Array($0.utf8) })
    #expect(found.sequence(of: "good bad film").ids == [2, 0, 3, 0, 1])
    #expect(found.input == .symbols(count: 3, embeddingSize: 3))
  }

  @Test func `byte pairs stay as they are and know every text`() throws {
    var builder = TokenizedCorpus.Builder(unit: .bpe)
    builder.append(Array("the thin thing then the thing".utf8))
    let tokenizer = builder.finish(limits: .init(maximumSize: 260)) { $0 }.tokenizer
    let found = try preparation(["new \u{1F600}"], SmallTransfer.origin(tokenizer))
    #expect(found.tokenizer == tokenizer)
    let ids = found.sequence(of: "the \u{1F600}").ids
    #expect(ids.allSatisfy { $0 < tokenizer.vocabulary.unknownID } && ids.count < 8)
  }

  @Test func `a classifier that began with a language model is read as it was written`() throws {
    let origin = try SmallTransfer.origin(hasBorder: true)
    let settings = try SmallTransfer.settings(origin)
    let parts = SmallTransfer.parts(settings, origin)
    let file = TextClassifierFile(
      model: parts.model, preparation: parts.preparation, settings: settings,
      data: SmallRun.sources, split: SmallRun.split)
    let bytes = try file.encoded().encoded()
    let copy = try TextClassifierFile(SafetensorsFile.decode(bytes, path: "m").file, path: "m")
    #expect(copy.preparation == file.preparation && copy.settings == file.settings)
    let texts = SmallTransfer.texts + ["", "x"]
    #expect(
      try copy.probabilities(of: texts, on: Tape()) == file.probabilities(of: texts, on: Tape()))
  }

  @Test func `what a classifier has not is refused`() throws {
    #expect(throws: ModelFileError.noOrigin(path: "m", reason: "it has skip connections")) {
      _ = try SmallTransfer.settings(SmallTransfer.origin { $0.skipConnections = true })
    }
  }

  @Test func `a GRU of the original form is taken over`() throws {
    let settings = try SmallTransfer.settings(SmallTransfer.origin { $0.cell = .originalGRU })
    #expect(settings.classifier.architecture.cell == .originalGRU)
  }
}
