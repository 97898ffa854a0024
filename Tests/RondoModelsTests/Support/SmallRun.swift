import RondoData
import RondoEngine
import RondoEvaluation
import RondoLanguageModel
import RondoModels
import RondoText
import TestSupport

/// A run so small that a debug build trains it in milliseconds: the symbols a to e and an unknown
/// one, two layers of 4, two streams of 10 symbols in 4 chunks (3 + 3 + 3 + 1).
enum SmallRun {
  static let training = IDSequence(drawnIDs(22, below: 6))
  static let validation = ValidationText(
    IDSequence(drawnIDs(12, below: 6, seed: 2)), after: training,
    extent: TextExtent(symbols: 12, bytes: 12, graphemes: 12))
  static let sources = [
    DataSource(path: "small.txt", bytes: 34, sha256: "5e", encoding: "UTF-8")
  ]
  static let split = DataSplit(training: 22, validation: 12)
  static let stepsPerEpoch = 4

  static func settings(
    _ optimizer: TrainingConfiguration.OptimizerName = .adam, learningRate: Double = 0.05
  ) -> LanguageModelSettings {
    var settings = LanguageModelSettings()
    (settings.architecture.hiddenSize, settings.architecture.layers) = (4, 2)
    settings.unit = .scalar
    (settings.training.batchSize, settings.training.sequenceLength) = (2, 3)
    settings.training.optimizer = optimizer
    settings.training.learningRate = learningRate
    settings.training.schedule = Schedule(.cosine, warmupSteps: 2)
    settings.training.clipNorm = 0.5
    return settings
  }

  static func tokenizer() throws -> Tokenizer {
    Tokenizer(
      unit: .scalar, vocabulary: try Vocabulary(symbols: "abcde".utf8.map { [$0] }))
  }

  static func trainer(
    _ settings: LanguageModelSettings = settings(), totalSteps: Int = 12, threads: Int = 1
  ) -> LanguageModelTrainer {
    let model = LanguageModel<Float>(
      settings.architecture(vocabularySize: 5), seed: settings.training.seed)
    return trainer(model, settings, totalSteps: totalSteps, threads: threads)
  }

  static func trainer(
    _ model: LanguageModel<Float>, _ settings: LanguageModelSettings = settings(),
    totalSteps: Int = 12,
    threads: Int = 1
  ) -> LanguageModelTrainer {
    let streams = TextStreams(
      training, batch: settings.training.batchSize, chunkLength: settings.training.sequenceLength)
    return LanguageModelTrainer(
      model, on: streams, settings.training, totalSteps: totalSteps,
      workers: Workers(threads: threads))
  }

  static func modelFile(_ model: LanguageModel<Float>? = nil) throws -> LanguageModelFile {
    LanguageModelFile(
      model: model ?? .drawn(vocabulary: 5, hidden: 4, layers: 2), preparation: try tokenizer(),
      settings: settings(), data: sources, split: split,
      best: BestValidation(
        score: LossUnits(total: 18, extent: validation.extent), step: 8))
  }
}
