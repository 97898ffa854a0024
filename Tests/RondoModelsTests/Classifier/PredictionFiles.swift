import RondoData
import RondoEngine
import RondoEvaluation
import RondoNumerics
import Testing

@testable import RondoClassifier
@testable import RondoModels

/// Small classifiers whose parameters are drawn, for tests of evaluation and prediction.
enum PredictionFiles {
  /// Networks whose every parameter is drawn from ±0.8.
  private static func drawn(_ architecture: ClassifierArchitecture) -> SequenceEnsemble<Float> {
    var ensemble = SequenceEnsemble<Float>(architecture, seed: 1)
    var source = RandomSource(seed: 7, purpose: .general)
    ensemble.mapParameters { _, present in
      Initializer.uniform(bound: 0.8).tensor(present.shape, from: source.next())
    }
    return ensemble
  }

  /// A classifier of series, or a regression of them.
  static func series(
    _ training: [SeriesCase], targets: TargetSpace = .labels(["a", "b", "c"]),
    data: [DataSource] = [], change: (inout SeriesClassifierSettings) -> Void = { _ in }
  ) -> SeriesClassifierFile {
    var settings = SeriesClassifierSettings()
    (
      settings.classifier.architecture.hiddenSize, settings.classifier.architecture.isBidirectional
    ) = (5, false)
    settings.isRegression = targets.labels.isEmpty
    change(&settings)
    let preparation = SeriesPreparation(training, targets: targets, settings)
    let architecture = settings.classifier.architecture(
      preparation.input, outputs: targets.outputs)
    return SeriesClassifierFile(
      model: SeriesClassifier(drawn(architecture)), preparation: preparation, settings: settings,
      data: data, split: DataSplit(training: training.count, validation: 0))
  }

  /// A classifier of texts.
  static func texts(
    _ training: [String], labels: [ClassLabel] = ["neg", "pos"], data: [DataSource] = []
  ) -> TextClassifierFile {
    var settings = TextClassifierSettings()
    settings.classifier.architecture.hiddenSize = 4
    let preparation = TextPreparation(training, targets: .labels(labels), settings)
    let architecture = settings.classifier.architecture(
      preparation.input, outputs: labels.count)
    return TextClassifierFile(
      model: TextClassifier(drawn(architecture)), preparation: preparation, settings: settings,
      data: data, split: DataSplit(training: training.count, validation: 0))
  }
}

struct RankingTests {
  @Test func `labels are ranked, of equally probable ones the first comes first`() throws {
    let predictions = try ClassPredictions(logits: [0, 2, 2, -1, 1, 0, 0, 0], classes: 4)
    let first = predictions.ranking(of: 0)
    #expect(first.map(\.label) == [1, 2, 0, 3])
    #expect(first[0].probability == first[1].probability && first[1].probability < 0.5)
    #expect(predictions.ranking(of: 0, top: 2).map(\.label) == [1, 2])
    #expect(predictions.ranking(of: 1, top: 1).map(\.label) == [predictions.labels[1]])
    let sum = predictions.ranking(of: 1).reduce(0) { $0 + $1.probability }
    #expect(abs(sum - 1) < 1e-12)
    #expect(predictions.ranking(of: 1, top: 9).count == 4)
  }
}
