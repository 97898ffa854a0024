import RondoData
import RondoEngine
import RondoFiles
import TestSupport
import Testing

@testable import RondoClassifier
@testable import RondoModels

struct ClassifierTaskTests {
  private func trained(
    _ threads: Int, _ change: (inout ClassifierSettings) -> Void = { _ in }
  ) -> [UInt32] {
    let run = SmallProblem.run(SmallProblem.settings(change), threads: threads)
    for _ in run {}
    return run.trainer.model.bits
  }

  @Test func `the same seed gives the same model with any number of threads, another one another`()
  {
    let one = trained(1)
    #expect(trained(2) == one && trained(3) == one)
    #expect(trained(1) { $0.training.seed = 2 } != one)
  }

  @Test(arguments: [0.0, 0.3])
  func `training makes the loss small and tells the labels apart`(dropout: Double) throws {
    var settings = SmallProblem.settings()
    settings.classifier.training.regularization.dropout = dropout
    let run = SmallProblem.run(settings, limits: .init(epochs: 12))
    for _ in run {}
    let best = try #require(run.best?.score)
    #expect(best.accuracy == 1 && best.macroF1 == 1 && best.logLoss ?? 9 < 0.3)
  }

  @Test func `a regression comes near its numbers`() throws {
    let cases = SmallProblem.cases.cases
    let values = cases.map { 50 + 10 * Double($0.length) }
    let data = LabelledCases(cases, values: values)
    var settings = SmallProblem.settings()
    settings.isRegression = true
    settings.classifier.architecture.readout = .mean
    let parts = ClassifierRun<SeriesClassifier>(training: data, validation: data, settings)
    var trainer = Trainer(parts.model, parts.task, settings.training, totalSteps: 400)
    let validation = try #require(parts.validation)
    func score() throws -> ClassifierScore {
      try #require(
        validation.measure(trainer.model, batch: 8, on: Tape(), unless: { false })
      ).score
    }
    let before = try score().objective
    for _ in 0..<400 { try trainer.advance() }
    let after = try score()
    #expect(
      after.accuracy == nil && after.objective < before / 2 && after.objective < 6,
      "\(before) to \(after.objective)")
  }

  @Test(arguments: 0..<9)
  func `a run stopped anywhere and read again ends in the same bytes`(calls: Int) throws {
    var settings = SmallProblem.settings()
    settings.classifier.training.regularization.dropout = 0.2
    let whole = SmallProblem.run(settings)
    for _ in whole {}
    let run = SmallProblem.run(settings, isStopRequested: stop(afterCalls: calls))
    for _ in run {}
    let file = try TrainingStateFile(
      of: run, settings: settings, limits: RunLimits(run.limits), data: []
    ).encoded().encoded()
    let state = try TrainingStateFile<ClassifierTask<SeriesClassifier>>(
      SafetensorsFile.decode(file, path: "t").file, architecture: run.trainer.model.architecture,
      path: "t")
    let parts = ClassifierRun<SeriesClassifier>(
      training: SmallProblem.cases, validation: SmallProblem.drawn(8, seed: 9), state.settings)
    var trainer = Trainer(
      parts.model, parts.task, state.settings.training,
      totalSteps: state.progress.scheduleSteps, workers: Workers(threads: 2))
    trainer.restore(
      model: state.model, optimizerSlots: state.slots.map(\.value), steps: state.progress.step,
      state: state.state)
    let resumed = TrainingRun(trainer, validation: parts.validation, limits: state.limits.limits)
    resumed.restore(
      best: state.progress.best, bestModel: run.bestModel,
      validationsSinceBest: state.progress.validationsSinceBest,
      lastValidatedStep: state.progress.validatedStep)
    for _ in resumed {}
    #expect(resumed.trainer.model.bits == whole.trainer.model.bits)
    #expect(resumed.bestModel.bits == whole.bestModel.bits && resumed.best == whole.best)
  }

  @Test(arguments: ClassWeights.allCases)
  func `a batch of long cases is trained on piece by piece, to the same end`(
    weights: ClassWeights
  ) throws {
    var data = SmallProblem.cases
    data = data.selecting([0, 1, 2, 3, 4, 6, 8, 10, 12, 14])  // two have the second label
    let settings = SmallProblem.settings {
      ($0.classWeights, $0.architecture.members) = (weights, 2)
    }
    let parts = ClassifierRun<SeriesClassifier>(training: data, validation: nil, settings)
    func trained(_ size: Int) throws -> (losses: [Double], weights: [Float], parts: Int) {
      var task = parts.task
      task.pieceSize = size
      var trainer = Trainer(parts.model, task, settings.classifier.restarted, totalSteps: 6)
      let losses = try (0..<6).map { _ in try trainer.advance().loss }
      return (
        losses, trainer.model.parameters.flatMap { Array($0.value.scalars) }, trainer.task.partCount
      )
    }
    let (whole, pieces) = (try trained(1000), try trained(12))
    #expect(whole.parts == 2 && pieces.parts > 4)
    // Sums in another order, in single precision; six steps of 0.02 carry that on.
    for (one, other) in zip(whole.losses, pieces.losses) { #expect(abs(one - other) < 1e-4) }
    for (one, other) in zip(whole.weights, pieces.weights) { #expect(abs(one - other) < 1e-4) }
    #expect(try trained(12).weights == pieces.weights)
  }

  @Test func `pieces keep the order, and are as large as they may be`() {
    let cut = SequenceBatch.pieces(of: [9, 5, 5, 4, 3, 3, 1], within: 12) { $0 }.map(Array.init)
    #expect(cut == [[9], [5, 5], [4, 3, 3], [1]])
    #expect(SequenceBatch.pieces(of: [20], within: 12) { $0 }.count == 1)
  }

  @Test func `class weights make the labels count alike`() {
    let truth = [0, 0, 0, 1]
    #expect(ClassWeights.none.weights(of: truth, classes: 2) == nil)
    let balanced = ClassWeights.balanced.weights(of: truth, classes: 3)
    #expect(balanced == [Float(4.0 / 9), Float(4.0 / 3), 0])
    let root = ClassWeights.root.weights(of: [0, 1, 1, 1, 1], classes: 2)
    #expect(root == [Float(2.5.squareRoot()), Float(0.625.squareRoot())])
  }

  @Test func `macro F1 can tell the best model instead of the loss`() {
    let parts = ClassifierRun<SeriesClassifier>(
      training: SmallProblem.cases, validation: SmallProblem.cases,
      SmallProblem.settings { $0.criterion = .f1 })
    var score = ClassifierScore(rootMeanSquaredError: 0)
    (score.rmse, score.logLoss, score.macroF1) = (nil, 0.7, 0.75)
    #expect(parts.validation?.objective(of: score) == 0.25 && score.objective == 0.7)
  }
}

struct CaseOrderTests {
  private let order = CaseOrder(lengths: (0..<23).map { 1 + $0 * 7 % 10 }, batch: 4, seed: 3)

  @Test func `every case stands in one batch of an epoch, the longest of a batch first`() {
    let batches = order.batches(epoch: 0)
    #expect(batches.count == order.batchCount && batches.count == 6)
    #expect(batches.flatMap { $0 }.sorted() == Array(0..<23))
    for batch in batches {
      let lengths = batch.map { order.lengths[$0] }
      #expect(lengths == lengths.sorted(by: >) && batch.count <= 4)
    }
  }

  @Test func `another epoch or seed has another order, the same ones the same`() {
    let other = CaseOrder(lengths: order.lengths, batch: 4, seed: 4)
    #expect(order.batches(epoch: 1) == order.batches(epoch: 1))
    #expect(order.batches(epoch: 1) != order.batches(epoch: 0))
    #expect(other.batches(epoch: 1) != order.batches(epoch: 1))
  }
}

struct LabelledCasesTests {
  @Test func `sets of labels become ids of labels in order`() throws {
    let data = LabelledText([[], ["a"], ["b", "a"]].map { TextCase("x", labels: $0) })
    let cases = try LabelledCases(data, isMultiLabel: true)
    #expect(cases.targets == Targets(labelSets: [[], [0], [0, 1]], of: ["a", "b"]))
    #expect(cases.targets.space == .labelSets(["a", "b"]))
  }

  @Test(arguments: [[[], []], [["a", "b"], ["b", "a"]]] as [[[ClassLabel]]])
  func `sets of labels that are all alike cannot be told apart`(sets: [[ClassLabel]]) {
    let text = LabelledText(sets.map { TextCase("x", labels: $0) })
    #expect(throws: DataError.self) { try LabelledCases(text, isMultiLabel: true) }
  }
}
