import Foundation
import RondoData
import RondoEngine
import RondoEvaluation
import RondoFiles
import RondoText
import TestSupport
import Testing

@testable import RondoLanguageModel
@testable import RondoModels

struct ModelFileTests {
  private func decoded(_ file: LanguageModelFile) throws -> LanguageModelFile {
    let bytes = try file.encoded().encoded()
    return try LanguageModelFile(SafetensorsFile.decode(bytes, path: "m").file, path: "m")
  }

  @Test func `a model written to bytes and read again is the same`() throws {
    let file = try SmallRun.modelFile()
    let copy = try decoded(file)
    #expect(copy.model.bits == file.model.bits)
    #expect(copy.model.architecture == file.model.architecture)
    #expect(copy.tokenizer == file.tokenizer && copy.settings == file.settings)
    #expect(copy.data == file.data && copy.split == file.split && copy.best == file.best)
    #expect(copy.textLibrary == file.textLibrary)
    #expect(try copy.encoded().encoded() == file.encoded().encoded())
  }

  @Test(arguments: ArchitectureVariant.all)
  func `a model of any parts survives the way`(variant: ArchitectureVariant) throws {
    var file = try SmallRun.modelFile(.drawn(variant.architecture(vocabulary: 5)))
    file.settings = variant.settings
    let copy = try decoded(file)
    #expect(copy.model.bits == file.model.bits && copy.settings == file.settings)
    #expect(copy.model.architecture == file.model.architecture)
    let count = Double(file.model.parameterCount)
    #expect(copy.model.architecture.parameterCount == count)
  }

  @Test func `parts that are not as usual are stored, and their tensors have their names`() throws {
    let variant = ArchitectureVariant(
      cell: .originalGRU, embeddingSize: 8, tiesWeights: true, skips: true)
    let file = try SmallRun.modelFile(.drawn(variant.architecture(vocabulary: 5))).encoded()
    #expect(
      file.metadata["architecture"]
        == #"{"cell":"gru","embeddingSize":8,"gruForm":"original","hiddenSize":4,"layers":2,"#
        + #""skipConnections":true,"tieWeights":true,"vocabularySize":5}"#)
    #expect(
      file.tensors.map { "\($0.name) \($0.shape)" } == [
        "embedding.weight [5, 8]", "rnn.weight_ih_l0 [12, 8]", "rnn.weight_hh_l0 [12, 4]",
        "rnn.bias_ih_l0 [12]", "rnn.bias_hh_l0 [12]", "rnn.weight_ih_l1 [12, 12]",
        "rnn.weight_hh_l1 [12, 4]", "rnn.bias_ih_l1 [12]", "rnn.bias_hh_l1 [12]",
        "output.bias [5]",
      ])
  }

  @Test func `all settings and no best loss survive the way`() throws {
    var file = try SmallRun.modelFile()
    file.best = nil
    file.settings.normalization = .nfkc
    (file.settings.maximumVocabularySize, file.settings.minimumCount) = (70, 3)
    (file.settings.encoding, file.settings.lossy) = ("KOI8-R", true)
    file.settings.training.optimizer = .rmsprop
    file.settings.training.seed = .max
    file.data.append(DataSource(path: "é/\"\n\\", bytes: 0, sha256: "", encoding: "bytes"))
    let copy = try decoded(file)
    #expect(copy.best == nil && copy.settings == file.settings && copy.data == file.data)
  }

  @Test(arguments: SymbolUnit.allCases.filter { $0 != .bpe })
  func `symbols of every unit survive the way to the byte`(unit: SymbolUnit) throws {
    let symbols: [[UInt8]] =
      unit == .byte
      ? (0...255).map { [$0] }
      : ["\n", "\"", "\\", "e", "e\u{301}", "\u{E9}", "\u{FEFF}", "\u{1F600}"].map {
        Array($0.utf8)
      }
    let file = try LanguageModelFile.drawing(symbols, unit: unit)
    let copy = try decoded(file)
    #expect(copy.tokenizer.vocabulary.symbols == file.tokenizer.vocabulary.symbols)
    #expect(copy.tokenizer.vocabulary.count == symbols.count && copy.tokenizer.unit == unit)
  }

  @Test func `tensors have PyTorch's names, shapes and type`() throws {
    let found = try SmallRun.modelFile().encoded().tensors.map {
      "\($0.name) \($0.type) \($0.shape)"
    }
    #expect(
      found == [
        "rnn.weight_ih_l0 F32 [4, 5]", "rnn.weight_hh_l0 F32 [4, 4]", "rnn.bias_ih_l0 F32 [4]",
        "rnn.bias_hh_l0 F32 [4]", "rnn.weight_ih_l1 F32 [4, 4]", "rnn.weight_hh_l1 F32 [4, 4]",
        "rnn.bias_ih_l1 F32 [4]", "rnn.bias_hh_l1 F32 [4]", "output.weight F32 [5, 4]",
        "output.bias F32 [5]",
      ])
  }

  /// All that is in the file beside the numbers: nothing of time, output path, host or threads.
  @Test func `metadata is exactly this`() throws {
    let file = try SmallRun.modelFile()
    let metadata = try file.encoded().metadata
    let expected = [
      "architecture": #"{"cell":"rnn","hiddenSize":4,"layers":2,"vocabularySize":5}"#,
      "data": #"[{"bytes":34,"encoding":"UTF-8","path":"small.txt","sha256":"5e"}]"#,
      "format": "pt", "format_version": "1",
      "metrics": #"{"bitsPerByte":\#(file.best!.score.bitsPerByte),"#
        + #""bitsPerCharacter":\#(file.best!.score.bitsPerByte),"nats":1.5,"step":8}"#,
      "settings": #"{"cell":"rnn","encoding":"auto","hiddenSize":4,"layers":2,"lossy":false,"#
        + #""minimumCount":1,"normalization":"none","training":{"batchSize":2,"clipNorm":0.5,"#
        + #""learningRate":0.05,"optimizer":"adam","schedule":{"floor":0,"shape":"cosine","#
        + #""warmupSteps":2},"seed":1,"sequenceLength":3},"unit":"scalar","#
        + #""validationFraction":0.1}"#,
      "split": #"{"training":22,"validation":12}"#, "task": #""language-model""#,
      "text_library": #"{"icu":"\#(ICU.icuVersion)","unicode":"\#(ICU.unicodeVersion)"}"#,
      "tokenizer":
        #"{"normalization":"none","unit":"scalar","vocabulary":["a","b","c","d","e"]}"#,
    ]
    #expect(metadata.map(\.key) == expected.keys.sorted())
    for entry in metadata { #expect(entry.value == expected[entry.key]) }
  }

  @Test func `a file on the disk is read with a warning where its Unicode differs`() throws {
    try withTemporaryFolder { folder in
      var file = try SmallRun.modelFile()
      file.textLibrary.unicode = "4.0"
      let path = folder + "/model.safetensors"
      for (unit, warnings) in [(SymbolUnit.scalar, 0), (.byte, 0), (.grapheme, 1), (.word, 1)] {
        file.tokenizer = Tokenizer(unit: unit, vocabulary: file.tokenizer.vocabulary)
        try file.encoded().save(to: path)
        let (loaded, found) = try LanguageModelFile.load(path)
        #expect(loaded.model.bits == file.model.bits && found.count == warnings)
        #expect(found.allSatisfy { $0.contains("Unicode 4.0") && $0.hasPrefix(path) })
      }
      try file.encoded().save(to: path, checksums: false)
      #expect(
        try LanguageModelFile.load(path).warnings.count == 2, "and one for the missing checksums")
    }
  }
}
