import RondoData
import RondoEngine
import RondoNumerics
import RondoText

@testable import RondoClassifier
@testable import RondoModels

/// Series whose label is whether they rise, and as many falling ones: small enough for a debug build.
enum SmallProblem {
  static let cases = drawn(24)

  static func drawn(_ count: Int, seed: UInt64 = 1) -> LabelledCases<SeriesCase> {
    let cases = (0..<count).map { index in
      let stream = RandomStream(seed: seed, purpose: .general, index: UInt64(index))
      let length = 3 + stream.integer(below: 4, at: 0)
      let slope = index % 2 == 0 ? 1.0 : -1.0
      return SeriesCase(
        (0..<length).map { slope * Double($0) + 0.3 * stream.normal(at: UInt64(1 + $0)) })
    }
    return LabelledCases(cases, labels: ["up", "down"], truth: (0..<count).map { $0 % 2 })
  }

  static func settings(
    _ change: (inout ClassifierSettings) -> Void = { _ in }
  ) -> SeriesClassifierSettings {
    var settings = SeriesClassifierSettings()
    settings.classifier.architecture.hiddenSize = 4
    settings.classifier.training.batchSize = 5
    settings.classifier.training.learningRate = 0.02
    settings.classifier.training.schedule = Schedule(.cosine, warmupSteps: 2)
    change(&settings.classifier)
    return settings
  }

  static func run(
    _ settings: SeriesClassifierSettings, limits: TrainingLimits = .init(epochs: 3),
    threads: Int = 1, validated: Bool = true,
    isStopRequested: @escaping @Sendable () -> Bool = { false }
  ) -> TrainingRun<ClassifierTask<SeriesClassifier>> {
    let parts = ClassifierRun<SeriesClassifier>(
      training: cases, validation: validated ? drawn(8, seed: 9) : nil, settings)
    let trainer = Trainer(
      parts.model, parts.task, settings.classifier.restarted,
      totalSteps: limits.totalSteps(stepsPerEpoch: parts.task.stepsPerEpoch),
      workers: Workers(threads: threads))
    return TrainingRun(
      trainer, validation: parts.validation, limits: limits, isStopRequested: isStopRequested)
  }
}

extension SeriesClassifier {
  /// The bits of all parameters, in order.
  var bits: [UInt32] { parameters.flatMap { $0.value.bits } }
}
