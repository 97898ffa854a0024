import RondoData
import RondoEngine
import RondoText

@testable import RondoClassifier
@testable import RondoLanguageModel
@testable import RondoModels

/// A language model of the symbols "abcd", and a classifier of twelve texts that begins with it.
enum SmallTransfer {
  static let texts = (0..<12).map {
    String(repeating: $0 % 2 == 0 ? "ab" : "cd", count: 1 + $0 / 4)
  }
  static let cases = LabelledCases(
    texts, labels: ["up", "down"], truth: texts.indices.map { $0 % 2 })

  static func origin(
    _ tokenizer: Tokenizer, _ change: (inout LanguageModelArchitecture) -> Void = { _ in }
  ) -> LanguageModelFile {
    var architecture = LanguageModelArchitecture(
      cell: .gru, vocabularySize: tokenizer.vocabulary.count, hiddenSize: 4)
    architecture.embeddingSize = 3
    change(&architecture)
    return LanguageModelFile(
      model: .drawn(architecture), preparation: tokenizer, settings: LanguageModelSettings(),
      data: SmallRun.sources, split: SmallRun.split)
  }

  static func origin(
    _ symbols: String = "abcd", unit: SymbolUnit = .grapheme, hasBorder: Bool = false,
    _ change: (inout LanguageModelArchitecture) -> Void = { _ in }
  ) throws -> LanguageModelFile {
    let vocabulary = try Vocabulary(symbols: symbols.utf8.map { [$0] }, hasBorder: hasBorder)
    return origin(Tokenizer(unit: unit, vocabulary: vocabulary), change)
  }

  /// Epochs of three steps.
  static func settings(
    _ origin: LanguageModelFile, _ change: (inout ClassifierSettings) -> Void = { _ in }
  ) throws -> TextClassifierSettings {
    var settings = TextClassifierSettings()
    try settings.begin(with: origin, path: "m", hash: "5e")
    settings.classifier.training.batchSize = 4
    settings.classifier.training.learningRate = 0.02
    settings.classifier.training.schedule = Schedule(.cosine, warmupSteps: 2)
    change(&settings.classifier)
    return settings
  }

  static func parts(
    _ settings: TextClassifierSettings, _ origin: LanguageModelFile,
    _ cases: LabelledCases<String> = cases
  ) -> ClassifierRun<TextClassifier> {
    ClassifierRun(training: cases, validation: cases, settings, origin: origin)
  }

  static func trainer(
    _ settings: TextClassifierSettings, _ origin: LanguageModelFile, totalSteps: Int = 24,
    threads: Int = 1
  ) -> Trainer<ClassifierTask<TextClassifier>> {
    let parts = parts(settings, origin)
    return Trainer(
      parts.model, parts.task, settings.classifier.restarted, totalSteps: totalSteps,
      workers: Workers(threads: threads))
  }
}

extension TextClassifier {
  /// The bits of the parameters whose names begin with one of these.
  func bits(_ prefixes: String...) -> [UInt32] {
    parameters.filter { parameter in prefixes.contains { parameter.name.hasPrefix($0) } }
      .flatMap { $0.value.bits }
  }
}
