import RondoData
import RondoEngine
import RondoEvaluation
import RondoFiles
import RondoNumerics
import TestSupport
import Testing

@testable import RondoClassifier
@testable import RondoModels

struct SeriesOpinionsTests {
  /// Settings of networks with convolutions and differences beside other methods.
  private static func settings(
    _ change: (inout ClassifierSettings) -> Void = { _ in }
  ) -> SeriesClassifierSettings {
    var settings = SmallProblem.settings {
      $0.architecture.convolution = ConvolutionArchitecture(
        filters: 4, channels: 0, dilations: 1, layers: 0)
      change(&$0)
    }
    (settings.asksOthers, settings.readsDifferences) = (true, true)
    return settings
  }

  private static let preparation = run.preparation

  private static var run: ClassifierRun<SeriesClassifier> {
    ClassifierRun(training: SmallProblem.cases, validation: nil, settings())
  }

  private static func file(_ weights: [Double] = [0.5, 0.75, 0.25]) -> SeriesClassifierFile {
    let run = run
    var model = run.model
    model.ensemble.opinionWeights = StackingWeights.tensor(of: weights)
    return SeriesClassifierFile(
      model: model, preparation: run.preparation, settings: settings(), data: SmallRun.sources,
      split: SmallRun.split)
  }

  private static func decoded(
    _ change: (inout SafetensorsFile) throws -> Void = { _ in }
  ) throws -> SeriesClassifierFile {
    var file = try file().encoded()
    try change(&file)
    return try SeriesClassifierFile(
      SafetensorsFile.decode(try file.encoded(), path: "m").file, path: "m")
  }

  private static let others = SmallProblem.drawn(6, seed: 5).cases

  @Test func `a saved model answers with the same bits`() throws {
    let (file, copy) = (Self.file(), try Self.decoded())
    #expect(copy.preparation == file.preparation)
    let before = try file.probabilities(of: Self.others, on: Tape())
    #expect(try copy.probabilities(of: Self.others, on: Tape()) == before)
    let alone = try copy.networksAlone.probabilities(of: Self.others, on: Tape())
    #expect(alone != before)
  }

  @Test(arguments: [
    "others.rocket.weights", "others.rocket.0.biases", "others.warping.values",
    "others.warping.labels",
  ])
  func `a model without one of the tensors is refused`(name: String) {
    let error = #expect(throws: ModelFileError.self) {
      try Self.decoded { file in
        file = SafetensorsFile(
          metadata: file.metadata, tensors: file.tensors.filter { $0.name != name })
      }
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("'others'"))
  }

  @Test func `an answer is the weighted sum of the methods, each of which is told`() throws {
    let file = Self.file()
    let (all, methods) = try file.probabilitiesByMethod(of: Self.others, on: Tape())
    #expect(all == (try file.probabilities(of: Self.others, on: Tape())))
    let networks = try file.networksAlone.probabilities(of: Self.others, on: Tape())
    for (index, item) in Self.others.enumerated() {
      let opinions = file.preparation.opinions(on: item)
      var logits = (0..<2).map { 0.5 * networks.logProbabilities[2 * index + $0] }
      for label in 0..<2 { logits[label] += 0.75 * opinions[label] + 0.25 * opinions[2 + label] }
      let difference = all.logProbabilities[2 * index + 1] - all.logProbabilities[2 * index]
      #expect(abs(difference - (logits[1] - logits[0])) < 1e-5 * (1 + abs(difference)))
      #expect(
        methods[index].map(\.method) == ["networks", "MiniRocket", "DTW nearest neighbors"])
      #expect(methods[index].map(\.weight) == [0.5, 0.75, 0.25])
      #expect(methods[index].map(\.probability).allSatisfy { $0 >= 0.5 && $0 <= 1 })
    }
  }

  @Test func `a case is the same alone, in any batch and with any threads`() throws {
    let file = Self.file()
    let together = try file.probabilities(
      of: Self.others, on: Tape(workers: Workers(threads: 3)), batch: 64)
    for (index, item) in Self.others.enumerated() {
      let alone = try file.probabilities(of: [item], on: Tape(), batch: 1)
      #expect(alone.logProbabilities == Array(together.logProbabilities[2 * index..<2 * index + 2]))
    }
    let shared = SeriesPreparation(
      SmallProblem.cases.cases, targets: SmallProblem.cases.targets.space,
      truth: SmallProblem.cases.targets.labelIDs, Self.settings(), workers: Workers(threads: 3))
    #expect(shared == Self.preparation)
    #expect(shared.heldOutOpinions == Self.preparation.heldOutOpinions)
  }

  @Test func `each training case is answered without itself`() throws {
    let preparation = Self.preparation
    let heldOut = try #require(preparation.heldOutOpinions)
    #expect(heldOut.count == 24 && heldOut.allSatisfy { $0.count == 4 })
    #expect(heldOut.allSatisfy { $0.allSatisfy { $0.isFinite && $0 <= 0 } })
    #expect(heldOut != SmallProblem.cases.cases.map(preparation.opinions))
  }

  @Test func `without knowledge all methods have the same weight, and weight decay keeps it`() {
    let run = ClassifierRun<SeriesClassifier>(
      training: SmallProblem.cases, validation: nil,
      Self.settings {
        $0.choose(.adamw)
        $0.training.regularization.weightDecay = 0.5
      })
    let before = run.model.ensemble.opinionWeights?.scalars
    #expect(before == [1, 1, 1].map { $0 / Float(3) })
    var trainer = Trainer(run.model, run.task, Self.settings().training, totalSteps: 4)
    for _ in 0..<4 { _ = try? trainer.advance() }
    #expect(trainer.step == 4 && trainer.model.ensemble.opinionWeights?.scalars == before)
  }

  @Test func `a training weights the methods by cases that the networks were not trained on`()
    throws
  {
    var request = RunRequest()
    request.limits.epochs = 2
    var found: [Float]?
    let lines = SmallProblem.cases.cases.enumerated().map { index, item in
      "\(index % 2 + 1) " + (0..<3).map { "\(item[$0, 0])" }.joined(separator: " ")
    }
    try withFile("S_TRAIN.txt", Array(lines.joined(separator: "\n").utf8)) { path in
      let training = try ClassifierTraining<SeriesClassifier>(
        on: SeriesProblem(path), request, settings: Self.settings())
      found = try training.run().model.model.ensemble.opinionWeights?.scalars
    }
    let weights = try #require(found)
    #expect(weights.count == 3 && weights != [1, 1, 1].map { $0 / Float(3) })
    #expect(weights.allSatisfy { $0 >= 0 && $0.isFinite })
  }
}
