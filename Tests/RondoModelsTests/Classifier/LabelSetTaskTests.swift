import RondoData
import RondoEngine
import RondoEvaluation
import RondoFiles
import Testing

@testable import RondoClassifier
@testable import RondoLanguageModel
@testable import RondoModels

/// Training on texts with any number of labels.
struct LabelSetTaskTests {
  private static let words = ["soup", "cook", "bill"]

  /// Texts whose labels are the words of `words` in them.
  private static let cases: LabelledCases<String> = {
    let sets = (0..<23).map { index in (0..<3).filter { index >> $0 & 1 == 1 } }
    let texts = sets.enumerated().map { index, set in
      (["we", "had"][index % 2...index % 2] + set.map { words[$0] }).joined(separator: " ")
    }
    return LabelledCases(texts, labels: ["food", "staff", "price"], sets: sets)
  }()

  private static func settings(
    _ change: (inout ClassifierSettings) -> Void = { _ in }
  ) -> TextClassifierSettings {
    var settings = TextClassifierSettings()
    (settings.unit, settings.embeddingSize) = (.word, 4)
    settings.classifier.architecture.hiddenSize = 4
    settings.classifier.training.batchSize = 5
    settings.classifier.training.learningRate = 0.05
    change(&settings.classifier)
    return settings
  }

  private static func run(
    _ settings: TextClassifierSettings, epochs: Int, threads: Int = 1
  ) -> TrainingRun<ClassifierTask<TextClassifier>> {
    let parts = ClassifierRun<TextClassifier>(training: cases, validation: cases, settings)
    let trainer = Trainer(
      parts.model, parts.task, settings.training,
      totalSteps: epochs * parts.task.stepsPerEpoch, workers: Workers(threads: threads))
    return TrainingRun(
      trainer, validation: parts.validation, limits: TrainingLimits(epochs: epochs))
  }

  @Test func `training tells each label by itself`() throws {
    let run = Self.run(Self.settings(), epochs: 20)
    for _ in run {}
    let best = try #require(run.best?.score)
    #expect(best.accuracy == 1 && best.microF1 == 1 && best.macroF1 == 1)
    #expect(best.logLoss ?? 9 < 0.5 && best.objective == best.logLoss)
  }

  @Test func `the same seed gives the same model with any number of threads`() {
    func bits(_ threads: Int, _ settings: TextClassifierSettings) -> [UInt32] {
      let run = Self.run(settings, epochs: 2, threads: threads)
      for _ in run {}
      return run.trainer.model.parameters.flatMap { $0.value.bits }
    }
    let one = bits(1, Self.settings())
    let isSame = bits(3, Self.settings()) == one
    #expect(isSame)
    let isOther = bits(1, Self.settings { $0.classWeights = .balanced }) != one
    #expect(isOther)
  }

  @Test func `weights make what is there count as much as what is not`() {
    let sets = [[0], [0, 1], [0], [0]]
    #expect(ClassWeights.none.weights(of: sets, classes: 3) == nil)
    let balanced = ClassWeights.balanced.weights(of: sets, classes: 3)
    #expect(balanced == [1, 3, 1])  // a label that all have, or none, has nothing to balance
    let root = ClassWeights.root.weights(of: sets, classes: 3)
    #expect(root == [1, Float(3.0.squareRoot()), 1])
  }

  @Test func `a model saved and loaded answers with the same bits, in any batch`() throws {
    var settings = Self.settings()
    settings.reading.isMultiLabel = true
    let parts = ClassifierRun<TextClassifier>(training: Self.cases, validation: nil, settings)
    let file = TextClassifierFile(
      model: parts.model, preparation: parts.preparation, settings: settings,
      data: SmallRun.sources, split: SmallRun.split)
    let bytes = try file.encoded().encoded()
    let copy = try TextClassifierFile(SafetensorsFile.decode(bytes, path: "m").file, path: "m")
    #expect(copy.preparation.targets == .labelSets(["food", "staff", "price"]))
    #expect(copy.settings == settings && copy.settings.reading.reader.isMultiLabel)
    let texts = Self.cases.cases
    let expected = try file.labelSets(of: texts, on: Tape())
    #expect(try copy.labelSets(of: texts, on: Tape(), batch: 1) == expected)
    let reversed = try copy.labelSets(of: texts.reversed(), on: Tape(), batch: 7)
    #expect(reversed.sets == expected.sets.reversed())
    let data = LabelledText(
      zip(texts, Self.cases.targets.labelSets).map { text, set in
        TextCase(text, labels: set.map { Self.cases.labels[$0] })
      })
    guard case .labelSets(let report) = try copy.evaluate(data, training: data).report else {
      Issue.record("not a report on sets of labels")
      return
    }
    #expect(report.counts.cases == 23 && report.baselines?.count == 3)
    #expect(report.logLoss == expected.logLoss(truth: Self.cases.targets.labelSets))
  }
}
